import type { AwsEnvironmentConfig } from "../../configs/schema";
import { isVersionBelow } from "../../constructs/core/version";
import { reportOf } from "../prerequisites/check";
import type { Finding } from "../prerequisites/finding";
import type { Platform } from "../prerequisites/platform";
import type { Prerequisite } from "../prerequisites/prerequisite";
import type { Caller } from "./caller";
import { SET_CREDENTIALS } from "./failures";

/** Accounts that AWS's documentation uses, and so the environments to begin with. */
const EXAMPLE_ACCOUNTS = [
  "000000000000",
  "012345678901",
  "111122223333",
  "123456789012",
  "444455556666",
  "777788889999",
];
const EXAMPLE_BUCKET = /^example-/;

/** Whose credentials were found, or why none were. */
export type Login = Caller | { readonly none: string; readonly fix?: string };

/** Terraform, as the other targets need it. */
export function terraformFinding(found: Prerequisite, platform: Platform): Finding {
  const { path: _path, ...finding } = found;
  const [fix] = reportOf([found], platform).fix;
  return fix === undefined ? finding : { ...finding, fix };
}

/**
 * A package that is installed beside the kit.
 *
 * @param range as in `peerDependencies`, with a caret
 * @param version of what is installed
 */
export function packageFinding(name: string, range: string, version: string | undefined): Finding {
  const finding = { name: `package ${name}`, fix: `npm install "${name}@${range}"` };
  if (version === undefined) return { ...finding, status: "missing", problem: "not installed" };
  const least = range.replace(/^\^/, "");
  const isOfMajor = version.split(".")[0] === least.split(".")[0];
  if (isOfMajor && !isVersionBelow(version, least)) {
    return { name: finding.name, status: "ok", version };
  }
  return { ...finding, status: "unsuitable", version, problem: `not a release of ${range}` };
}

/**
 * The region is that of the environment, whatever the shell says; but clients find secrets by the shell's.
 *
 * @param shell value of `AWS_REGION`, the one variable that the SDK of clients reads
 */
export function regionFinding(region: string, shell: string | undefined): Finding {
  const name = `region ${region}`;
  if (shell === undefined || shell === "" || shell === region) return { name, status: "ok" };
  return {
    name,
    status: "warning",
    problem: `AWS_REGION is ${shell}, where clients and the harness would look for secrets`,
    fix: `export AWS_REGION=${region}`,
  };
}

/** The account must be somebody's own. */
export function accountFinding(account: string, environment: string): Finding {
  const name = `account ${account}`;
  if (!EXAMPLE_ACCOUNTS.includes(account)) return { name, status: "ok" };
  return {
    name,
    status: "unsuitable",
    problem: "an example's",
    fix: `put your own number into \`account\` of configs/${environment}.ts`,
  };
}

/** Where the state lies. */
export function stateFinding(state: AwsEnvironmentConfig["state"], environment: string): Finding {
  if (state === undefined) {
    return {
      name: "state",
      status: "warning",
      problem:
        "in the environment's folder alone: a deployment from anywhere else would make everything anew",
      fix: `name a bucket in \`state\` of configs/${environment}.ts`,
    };
  }
  const name = `state s3://${state.bucket}`;
  if (!EXAMPLE_BUCKET.test(state.bucket)) return { name, status: "ok" };
  return {
    name,
    status: "unsuitable",
    problem: "an example's bucket",
    fix: `put a bucket of your own into \`state\` of configs/${environment}.ts`,
  };
}

/** The credentials must be there, and of the environment's account. */
export function credentialsFinding(account: string, login: Login): Finding {
  const name = "credentials";
  if ("none" in login) {
    return { name, status: "missing", problem: login.none, fix: login.fix ?? SET_CREDENTIALS };
  }
  if ("refused" in login) {
    return {
      name,
      status: "unsuitable",
      problem: `AWS refuses them: ${login.refused}`,
      fix: `log in again: ${SET_CREDENTIALS}`,
    };
  }
  if ("unreachable" in login) {
    return {
      name,
      status: "unsuitable",
      problem: `AWS was not reached to say whose they are: ${login.unreachable}`,
      fix: "let this machine reach that place, or name another in AWS_ENDPOINT_URL_STS",
    };
  }
  if (login.account === account) return { name, status: "ok", problem: `of account ${account}` };
  return {
    name,
    status: "unsuitable",
    problem: `of account ${login.account}, and the environment's is ${account}`,
    fix: "choose credentials of that account, such as another AWS_PROFILE; or correct `account`",
  };
}
