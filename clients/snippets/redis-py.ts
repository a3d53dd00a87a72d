import type { SnippetConnection } from "./connection";

/** A Python program with redis-py, as a shell command. */
export function redisPySnippet(connection: SnippetConnection): string {
  const [first] = connection.entrypoints;
  const key = JSON.stringify(connection.key);
  const authority =
    connection.authorityFile === undefined
      ? []
      : [`    ssl_ca_certs=${JSON.stringify(connection.authorityFile)},`];
  return [
    "python3 <<'EOF'",
    "from pathlib import Path",
    "from redis.cluster import RedisCluster",
    "cluster = RedisCluster(",
    `    host=${JSON.stringify(first?.host)},`,
    `    port=${first?.port},`,
    `    username=${JSON.stringify(connection.user)},`,
    `    password=Path(${JSON.stringify(connection.passwordFile)}).read_text().strip(),`,
    "    ssl=True,",
    "    ssl_check_hostname=True,",
    ...authority,
    "    decode_responses=True,",
    ")",
    ...(connection.mayWrite ? [`cluster.set(${key}, "from redis-py", ex=60)`] : []),
    `print(cluster.get(${key}))`,
    "cluster.close()",
    "EOF",
    "",
  ].join("\n");
}
