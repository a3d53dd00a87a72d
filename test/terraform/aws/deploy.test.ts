import { cachefortWith } from "../../support/cachefort";

/** Nobody's: neither a file, nor a role, nor the machine's own. */
const WITHOUT_CREDENTIALS = {
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_PROFILE: undefined,
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
};

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
