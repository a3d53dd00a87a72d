import { memcachedWarning } from "../../../constructs/memcached/version-floor";

test.each(["1.6.18", "1.6.44", "1.5.22"])("memcached %s gives a warning", (version) => {
  expect(memcachedWarning({ version })).toBe(
    `memcached ${version}: below 1.6.45, it is as safe as your distribution's updates are; keep them installed`,
  );
});

test.each(["1.6.45", "1.6.46", "1.7.0"])("memcached %s gives none", (version) => {
  expect(memcachedWarning({ version })).toBeUndefined();
});
