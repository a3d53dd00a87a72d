import { literal } from "./project-command";
import type { RingConnection } from "./ring-connection";

/** Each MD5 digest gives four points. */
const POINTS_PER_DIGEST = 4;

/**
 * A Python program with python-binary-memcached, as a shell command. Its own `DistributedClient` finds
 * servers by another ring, of server, user and password, so that a rotation would move every key: the program
 * has a client for each server, and the ring that all other clients have.
 */
export function pythonBinaryMemcachedSnippet(connection: RingConnection): string {
  const { authorityFile, login, minVersion, points, servers } = connection;
  const authority = authorityFile === undefined ? "" : `cafile=${literal(authorityFile)}`;
  return [
    "python3 <<'EOF'",
    "import ssl",
    "from bisect import bisect_left",
    "from hashlib import md5",
    ...(login === undefined ? [] : ["from pathlib import Path"]),
    "from bmemcached import Client",
    `tls = ssl.create_default_context(${authority})`,
    `tls.minimum_version = ssl.TLSVersion.${minVersion.replace(".", "_")}`,
    ...(login === undefined
      ? []
      : [`password = Path(${literal(login.passwordFile)}).read_text().strip()`]),
    "# By the name that keys find it by, each server's client: one of several servers would write to all.",
    "clients = {",
    ...servers.map(
      ({ host, port, server }) =>
        `    ${literal(server)}: Client((${literal(`${host}:${port}`)},), ${loginArguments(connection)}tls_context=tls),`,
    ),
    "}",
    "# The ring of libmemcached's KETAMA_WEIGHTED.",
    "def hashes(text):",
    "    digest = md5(text.encode(), usedforsecurity=False).digest()",
    '    return [int.from_bytes(digest[at : at + 4], "little") for at in range(0, 16, 4)]',
    "ring = sorted((point, order, server) for order, server in enumerate(clients)",
    `    for index in range(${points / POINTS_PER_DIGEST})`,
    "    for point in hashes(f\"{server.removesuffix(':11211')}-{index}\"))",
    "def client_of(key):",
    "    place = bisect_left(ring, (hashes(key)[0],))",
    "    return clients[ring[place % len(ring)][2]]",
    'key = "hello"',
    "# False for whatever went wrong; uncompressed, as other clients read it.",
    'if not client_of(key).set(key, "from python-binary-memcached", time=60, compress_level=0):',
    '    raise SystemExit("not stored: no server, or not the one that the certificate is for")',
    "print(client_of(key).get(key))",
    "EOF",
    "",
  ].join("\n");
}

function loginArguments({ login }: RingConnection): string {
  return login === undefined ? "" : `${literal(login.username)}, password, `;
}
