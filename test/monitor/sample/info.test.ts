import { infoNumber, infoParts, parseInfo } from "../../../monitor/sample/info";

const TEXT = [
  "# Server",
  "redis_version:7.4.11",
  "executable:/usr/bin/redis-server",
  "",
  "# Memory",
  "used_memory:1024",
  "empty:",
  "mem_fragmentation_ratio:1.25",
  "slave0:ip=127.0.0.1,port=7003,state=online,offset=14,lag=1",
  "errorstat_NOPERM:count=3",
  "address:tls:7000:1",
].join("\r\n");

test("fields are found by name, titles and blank lines are none", () => {
  const info = parseInfo(TEXT);
  expect(info.size).toBe(8);
  expect(info.get("redis_version")).toBe("7.4.11");
  expect(info.get("address")).toBe("tls:7000:1");
});

test.each([
  ["used_memory", 1024],
  ["mem_fragmentation_ratio", 1.25],
  ["empty", undefined],
  ["redis_version", undefined],
  ["missing", undefined],
])("%s as a number is %s", (name, value) => {
  expect(infoNumber(parseInfo(TEXT), name)).toBe(value);
});

test("parts of a field are found by name", () => {
  const parts = infoParts(parseInfo(TEXT).get("slave0") ?? "");
  expect(parts.get("lag")).toBe("1");
  expect(parts.get("state")).toBe("online");
  expect(infoParts("no parts").size).toBe(0);
});
