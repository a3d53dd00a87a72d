import type { SnippetConnection } from "./connection";
import { onlyPasswordFile } from "./password";

/**
 * A Python program with redis-py, as a shell command.
 *
 * @throws ValidationError CONNECT_CLIENT_WITHOUT_IAM
 */
export function redisPySnippet(connection: SnippetConnection): string {
  const [first] = connection.entrypoints;
  const passwordFile = onlyPasswordFile("redis-py", connection);
  const key = JSON.stringify(connection.key);
  const addresses = addressLines(connection);
  const authority =
    connection.authorityFile === undefined
      ? []
      : [`    ssl_ca_certs=${JSON.stringify(connection.authorityFile)},`];
  return [
    "python3 <<'EOF'",
    "from pathlib import Path",
    "from redis.cluster import RedisCluster",
    ...addresses,
    "cluster = RedisCluster(",
    `    host=${JSON.stringify(first?.host)},`,
    `    port=${first?.port},`,
    `    username=${JSON.stringify(connection.user)},`,
    `    password=Path(${JSON.stringify(passwordFile)}).read_text().strip(),`,
    "    ssl=True,",
    "    ssl_check_hostname=True,",
    ...authority,
    "    decode_responses=True,",
    ...(addresses.length === 0
      ? []
      : ["    address_remap=lambda announced: ADDRESSES.get(announced, announced),"]),
    ")",
    ...(connection.mayWrite ? [`cluster.set(${key}, "from redis-py", ex=60)`] : []),
    `print(cluster.get(${key}))`,
    "cluster.close()",
    "EOF",
    "",
  ].join("\n");
}

/** Nothing where a client dials what nodes announce. */
function addressLines({ addressMap }: SnippetConnection): string[] {
  const entries = Object.entries(addressMap).map(([announced, { host, port }]) => {
    const [name] = announced.split(":");
    return `    (${JSON.stringify(name)}, ${port}): (${JSON.stringify(host)}, ${port}),`;
  });
  if (entries.length === 0) return [];
  return [
    "# Nodes announce their names in the network of their containers.",
    ...["ADDRESSES = {", ...entries, "}"],
  ];
}
