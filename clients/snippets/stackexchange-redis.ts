import { ValidationError } from "../../constructs/core/errors";
import type { SnippetConnection } from "./connection";
import { onlyPasswordFile } from "./password";
import { literal, projectCommand } from "./project-command";

const PROJECT = [
  '<Project Sdk="Microsoft.NET.Sdk">',
  "  <PropertyGroup>",
  "    <OutputType>Exe</OutputType>",
  "    <TargetFramework>net8.0</TargetFramework>",
  "    <RollForward>Major</RollForward>",
  "    <ImplicitUsings>enable</ImplicitUsings>",
  "    <Nullable>enable</Nullable>",
  "  </PropertyGroup>",
  "  <ItemGroup>",
  '    <PackageReference Include="StackExchange.Redis" Version="2.8.16" />',
  "  </ItemGroup>",
  "</Project>",
];

/**
 * A C# program with StackExchange.Redis, as a shell command that fetches the package.
 *
 * @throws ValidationError CONNECT_CLIENT_WITHOUT_IAM, CONNECT_CLIENT_WITHOUT_MAP
 */
export function stackExchangeRedisSnippet(connection: SnippetConnection): string {
  requireNoTranslation(connection);
  return projectCommand(
    { "snippet.csproj": PROJECT, "Program.cs": program(connection) },
    "dotnet run",
  );
}

function requireNoTranslation({ addressMap }: SnippetConnection): void {
  if (Object.keys(addressMap).length === 0) return;
  throw new ValidationError("CONNECT_CLIENT_WITHOUT_MAP", {
    problem:
      "nodes announce their names in the network of their containers, which this program does not translate",
    received: "stackexchange-redis",
    allowed: "redis-cli, ioredis, node-redis, redis-py, go-redis, lettuce, cachefort",
    fix: "choose one of them, or run the program in the network: --from network",
  });
}

function program(connection: SnippetConnection): string[] {
  const { authorityFile, entrypoints, mayWrite, user } = connection;
  const passwordFile = onlyPasswordFile("stackexchange-redis", connection);
  const key = literal(connection.key);
  const endpoints = entrypoints.map(({ host, port }) => `{ ${literal(host)}, ${port} }`).join(", ");
  return [
    ...(authorityFile === undefined ? [] : ["using System.Net.Security;"]),
    "using System.Security.Authentication;",
    ...(authorityFile === undefined
      ? []
      : ["using System.Security.Cryptography.X509Certificates;"]),
    "using StackExchange.Redis;",
    "",
    "var options = new ConfigurationOptions",
    "{",
    `    EndPoints = { ${endpoints} },`,
    `    User = ${literal(user)},`,
    `    Password = File.ReadAllText(${literal(passwordFile)}).Trim(),`,
    "    Ssl = true,",
    "    SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,",
    "    // A key and a channel of the client's own, which an application's user may not touch.",
    '    TieBreaker = "",',
    '    ConfigurationChannel = "",',
    "};",
    ...authorityLines(authorityFile),
    "using var cluster = await ConnectionMultiplexer.ConnectAsync(options);",
    "var database = cluster.GetDatabase();",
    ...(mayWrite
      ? [
          `await database.StringSetAsync(${key}, "from StackExchange.Redis", TimeSpan.FromMinutes(1));`,
        ]
      : []),
    `Console.WriteLine(await database.StringGetAsync(${key}));`,
  ];
}

/** `TrustIssuer` of older releases takes a chain that ends in any authority. */
function authorityLines(file: string | undefined): string[] {
  if (file === undefined) return [];
  return [
    `var authority = X509Certificate2.CreateFromPem(File.ReadAllText(${literal(file)}));`,
    "options.CertificateValidation += (_, shown, _, errors) =>",
    "{",
    "    // The name has to fit; the chain is looked at here, by this authority alone.",
    "    if (shown is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0) return false;",
    "    using var chain = new X509Chain();",
    "    chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;",
    "    chain.ChainPolicy.CustomTrustStore.Add(authority);",
    "    chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;",
    "    return chain.Build(new X509Certificate2(shown));",
    "};",
  ];
}
