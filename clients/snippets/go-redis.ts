import type { SnippetConnection } from "./connection";
import { onlyPasswordFile } from "./password";
import { literal, projectCommand } from "./project-command";

/** The last one that needs no newer Go than 1.18: Debian 12 has 1.19. */
export const GO_MODULE = [
  "module snippet",
  "",
  "go 1.18",
  "",
  "require github.com/redis/go-redis/v9 v9.17.3",
];

/** Adds to the module what the library requires, and the checksums. */
export const GO = "GOFLAGS=-mod=mod go";

/**
 * A Go program with go-redis, as a shell command that fetches the module.
 *
 * @throws ValidationError CONNECT_CLIENT_WITHOUT_IAM
 */
export function goRedisSnippet(connection: SnippetConnection): string {
  return projectCommand({ "go.mod": GO_MODULE, "main.go": program(connection) }, `${GO} run .`);
}

function program(connection: SnippetConnection): string[] {
  const { authorityFile, entrypoints, mayWrite, user } = connection;
  const passwordFile = onlyPasswordFile("go-redis", connection);
  const key = literal(connection.key);
  const dialer = dialerLines(connection);
  const addresses = entrypoints.map(({ host, port }) => literal(`${host}:${port}`)).join(", ");
  const imports = ["context", "crypto/tls"];
  if (authorityFile !== undefined) imports.push("crypto/x509");
  imports.push("fmt", "log");
  if (dialer.length > 0) imports.push("net");
  imports.push("os", "strings");
  if (mayWrite || dialer.length > 0) imports.push("time");
  return [
    "package main",
    "",
    "import (",
    ...imports.map((name) => `\t"${name}"`),
    "",
    '\t"github.com/redis/go-redis/v9"',
    ")",
    "",
    "func read(file string) []byte {",
    "\ttext, err := os.ReadFile(file)",
    "\tif err != nil {",
    "\t\tlog.Fatal(err)",
    "\t}",
    "\treturn text",
    "}",
    "",
    "func main() {",
    "\tctx := context.Background()",
    // The host name is the one that is dialed.
    "\tsecure := &tls.Config{MinVersion: tls.VersionTLS12}",
    ...authorityLines(authorityFile),
    ...dialer,
    "\tcluster := redis.NewClusterClient(&redis.ClusterOptions{",
    `\t\tAddrs: []string{${addresses}},`,
    `\t\tUsername: ${literal(user)},`,
    `\t\tPassword: strings.TrimSpace(string(read(${literal(passwordFile)}))),`,
    "\t\tTLSConfig: secure,",
    "\t\t// Longer than a failover takes: the pauses between them grow to half a second.",
    "\t\tMaxRedirects: 32,",
    ...(dialer.length === 0 ? [] : ["\t\tDialer: dial,"]),
    "\t})",
    "\tdefer cluster.Close()",
    ...(mayWrite
      ? [
          `\tif err := cluster.Set(ctx, ${key}, "from go-redis", time.Minute).Err(); err != nil {`,
          "\t\tlog.Fatal(err)",
          "\t}",
        ]
      : []),
    `\tvalue, err := cluster.Get(ctx, ${key}).Result()`,
    "\tif err != nil {",
    "\t\tlog.Fatal(err)",
    "\t}",
    "\tfmt.Println(value)",
    "}",
  ];
}

function authorityLines(file: string | undefined): string[] {
  if (file === undefined) return [];
  return [
    "\tsecure.RootCAs = x509.NewCertPool()",
    `\tif !secure.RootCAs.AppendCertsFromPEM(read(${literal(file)})) {`,
    '\t\tlog.Fatal("the authority\'s file holds no certificate")',
    "\t}",
  ];
}

/** Nothing where a client dials what nodes announce. */
function dialerLines({ addressMap }: SnippetConnection): string[] {
  const entries = Object.entries(addressMap);
  if (entries.length === 0) return [];
  return [
    "\t// Nodes announce their names in the network of their containers.",
    "\taddresses := map[string]string{",
    ...entries.map(
      ([announced, { host, port }]) => `\t\t${literal(announced)}: ${literal(`${host}:${port}`)},`,
    ),
    "\t}",
    "\tdialer := &tls.Dialer{NetDialer: &net.Dialer{Timeout: 5 * time.Second}, Config: secure}",
    "\tdial := func(ctx context.Context, network, address string) (net.Conn, error) {",
    "\t\tif dialed, ok := addresses[address]; ok {",
    "\t\t\taddress = dialed",
    "\t\t}",
    "\t\treturn dialer.DialContext(ctx, network, address)",
    "\t}",
  ];
}
