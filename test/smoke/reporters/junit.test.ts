import { junitOf } from "../../../smoke/reporters/junit";
import { report } from "../../support/smoke-report";

test("the whole document", () => {
  expect(junitOf(report)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="cachefort smoke" tests="4" failures="1" errors="1" time="2.250">
  <testsuite name="test/sessions" timestamp="2026-11-24T18:00:00.000Z" skipped="0" tests="2" failures="1" errors="0" time="2.000">
    <properties><property name="seed" value="42"/></properties>
    <testcase classname="sessions" name="redis/acl" time="1.000">
      <system-out>proves: that &lt;every&gt; grant holds
expected: 12 refusals
measured: 12 refusals</system-out>
    </testcase>
    <testcase classname="sessions" name="redis/sharding" time="1.000">
      <failure message="expected &quot;a&quot; &amp; &lt;b&gt;, measured nothing[31m">look at
the slots</failure>
      <system-out>proves: that keys lie there
expected: "a" &amp; &lt;b&gt;
measured: nothing[31m</system-out>
    </testcase>
  </testsuite>
  <testsuite name="test/pages" timestamp="2026-11-24T18:00:00.000Z" skipped="1" tests="2" failures="0" errors="1" time="0.250">
    <properties><property name="seed" value="42"/></properties>
    <testcase classname="pages" name="memcached/udp" time="0.250">
      <error message="socket gone"/>
    </testcase>
    <testcase classname="pages" name="memcached/node-stopped" time="0.000">
      <skipped message="faults are not allowed"/>
    </testcase>
  </testsuite>
</testsuites>
`);
});
