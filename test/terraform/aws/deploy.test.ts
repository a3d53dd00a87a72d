import { cachefortWith } from "../../support/cachefort";
import { WITHOUT_CREDENTIALS } from "../../support/without-credentials";

test.each(["up", "down"])(
  "%s without credentials says what to set, and ends with 3",
  async (action) => {
    const { code, stderr } = await cachefortWith(WITHOUT_CREDENTIALS, [action, "staging"]);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(
        /AWS_CREDENTIALS_MISSING: Terraform found no credentials for account 111122223333 · fix: set AWS_PROFILE/,
      ),
    });
  },
);
