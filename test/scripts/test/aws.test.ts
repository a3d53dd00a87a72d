import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lackingForAws } from "../../../scripts/test/aws";

const folder = mkdtempSync(join(tmpdir(), "cachefort-lacking-"));
const checkov = join(folder, "checkov");
mkdirSync(join(folder, "registry.terraform.io/hashicorp/aws"), { recursive: true });
writeFileSync(checkov, "#!/usr/bin/python3\nfrom checkov.main import Checkov\n");
const wrapper = join(folder, "wrapper");
writeFileSync(wrapper, '#!/bin/sh\nexec checkov "$@"\n');
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  [{}, /CACHEFORT_TF_PLUGINS/],
  [{ CACHEFORT_TF_PLUGINS: join(folder, "none"), CACHEFORT_CHECKOV: checkov }, /hashicorp\/aws/],
  [{ CACHEFORT_TF_PLUGINS: folder, CACHEFORT_CHECKOV: join(folder, "none") }, /no checkov/],
  [{ CACHEFORT_TF_PLUGINS: folder, CACHEFORT_CHECKOV: wrapper }, /no script of Python/],
])("with %j it says what is missing", (env, reason) => {
  expect(lackingForAws(env)).toMatch(reason);
});

test("nothing is missing where both are there", () => {
  const env = { CACHEFORT_TF_PLUGINS: folder, CACHEFORT_CHECKOV: checkov };
  expect(lackingForAws(env)).toBeUndefined();
});
