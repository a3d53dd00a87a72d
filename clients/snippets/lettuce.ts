import type { SnippetConnection } from "./connection";
import { onlyPasswordFile } from "./password";
import { literal, projectCommand } from "./project-command";

/** Without a library for its log, Lettuce would say so on standard error. */
const DEPENDENCIES = [
  ["io.lettuce", "lettuce-core", "7.7.0.RELEASE"],
  ["org.slf4j", "slf4j-nop", "1.7.36"],
] as const;

/** Fetches the libraries and writes where they are; Maven writes codes of a terminal, whatever it is told. */
export const CLASS_PATH =
  "mvn --batch-mode dependency:build-classpath -Dmdep.outputFile=classpath " +
  ">maven.log 2>&1 || { cat maven.log >&2; exit 1; }";

/**
 * A Java program with Lettuce, as a shell command that fetches the libraries with Maven.
 *
 * @throws ValidationError CONNECT_CLIENT_WITHOUT_IAM
 */
export function lettuceSnippet(connection: SnippetConnection): string {
  return projectCommand(
    { "pom.xml": mavenProject(), "Snippet.java": program(connection) },
    `${CLASS_PATH}\njava -cp "$(cat classpath)" Snippet.java`,
  );
}

/** Lines of the `pom.xml` with the libraries. */
export function mavenProject(): string[] {
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0">',
    "  <modelVersion>4.0.0</modelVersion>",
    "  <groupId>snippet</groupId><artifactId>snippet</artifactId><version>1</version>",
    "  <dependencies>",
    ...DEPENDENCIES.flatMap(([group, artifact, version]) => [
      "    <dependency>",
      `      <groupId>${group}</groupId><artifactId>${artifact}</artifactId>`,
      `      <version>${version}</version>`,
      "    </dependency>",
    ]),
    "  </dependencies>",
    "</project>",
  ];
}

function program(connection: SnippetConnection): string[] {
  const { authorityFile, entrypoints, mayWrite, user } = connection;
  const passwordFile = onlyPasswordFile("lettuce", connection);
  const key = literal(connection.key);
  const trust =
    authorityFile === undefined ? "" : `.trustManager(new File(${literal(authorityFile)}))`;
  const places = entrypoints.map(({ host, port }) => literal(`${host}:${port}`)).join(", ");
  const addresses = addressLines(connection);
  return [
    ...importsOf(connection).map((name) => `import ${name};`),
    "",
    "public class Snippet {",
    "    public static void main(String[] arguments) throws Exception {",
    `        String password = Files.readString(Path.of(${literal(passwordFile)})).strip();`,
    "        List<RedisURI> nodes = new ArrayList<>();",
    `        for (String place : List.of(${places})) {`,
    "            HostAndPort node = HostAndPort.parse(place);",
    "            nodes.add(RedisURI.builder().withHost(node.getHostText()).withPort(node.getPort())",
    "                .withSsl(true).withVerifyPeer(SslVerifyMode.FULL)",
    `                .withAuthentication(${literal(user)}, password).build());`,
    "        }",
    ...addresses,
    `        RedisClusterClient client = RedisClusterClient.create(${addresses.length === 0 ? "" : "resources, "}nodes);`,
    "        client.setOptions(ClusterClientOptions.builder()",
    `            .sslOptions(SslOptions.builder().jdkSslProvider()${trust}.build())`,
    "            // What fails makes it ask for the topology; so does the time, for a quiet program.",
    "            .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()",
    "                .enablePeriodicRefresh(Duration.ofSeconds(30)).build())",
    "            .maxRedirects(32)",
    "            .build());",
    "        try (var connection = client.connect()) {",
    ...(mayWrite
      ? [`            connection.sync().set(${key}, "from Lettuce", SetArgs.Builder.ex(60));`]
      : []),
    `            System.out.println(connection.sync().get(${key}));`,
    "        } finally {",
    "            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));",
    ...(addresses.length === 0 ? [] : ["            resources.shutdown().get();"]),
    "        }",
    "    }",
    "}",
  ];
}

function importsOf({ addressMap, authorityFile, mayWrite }: SnippetConnection): string[] {
  const translates = Object.keys(addressMap).length > 0;
  return [
    "io.lettuce.core.RedisURI",
    ...(mayWrite ? ["io.lettuce.core.SetArgs"] : []),
    "io.lettuce.core.SslOptions",
    "io.lettuce.core.SslVerifyMode",
    "io.lettuce.core.cluster.ClusterClientOptions",
    "io.lettuce.core.cluster.ClusterTopologyRefreshOptions",
    "io.lettuce.core.cluster.RedisClusterClient",
    "io.lettuce.core.internal.HostAndPort",
    ...(translates
      ? [
          "io.lettuce.core.resource.ClientResources",
          "io.lettuce.core.resource.MappingSocketAddressResolver",
        ]
      : []),
    ...(authorityFile === undefined ? [] : ["java.io.File"]),
    "java.nio.file.Files",
    "java.nio.file.Path",
    "java.time.Duration",
    "java.util.ArrayList",
    "java.util.List",
    ...(translates ? ["java.util.Map"] : []),
  ];
}

/** Nothing where a client dials what nodes announce. A certificate has both names. */
function addressLines({ addressMap }: SnippetConnection): string[] {
  const entries = Object.entries(addressMap).map(
    ([announced, { host, port }]) =>
      `            Map.entry(${literal(announced)}, ${literal(`${host}:${port}`)})`,
  );
  if (entries.length === 0) return [];
  return [
    "        // Nodes announce their names in the network of their containers.",
    "        Map<String, String> addresses = Map.ofEntries(",
    ...entries.map((entry, index) => (index === entries.length - 1 ? `${entry});` : `${entry},`)),
    "        ClientResources resources = ClientResources.builder().socketAddressResolver(",
    "            MappingSocketAddressResolver.create((HostAndPort announced) -> {",
    '                String place = announced.getHostText() + ":" + announced.getPort();',
    "                return HostAndPort.parse(addresses.getOrDefault(place, place));",
    "            })).build();",
  ];
}
