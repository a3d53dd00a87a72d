import {
  App,
  LocalBackend,
  Testing,
  TerraformOutput,
  TerraformResource,
  TerraformStack,
} from "cdktf";
import { join } from "node:path";
import { Template } from "./template";

const kit = join(__dirname, "../..");

function stack(): TerraformStack {
  const made = new TerraformStack(Testing.app(), "sample");
  for (const id of ["first", "second"]) {
    const resource = new TerraformResource(made, id, { terraformResourceType: "terraform_data" });
    resource.addOverride("input", { file: join(kit, "node", id), list: [`${kit}/a`, 1, null] });
  }
  return made;
}

describe("Template.of", () => {
  it("runs the validations", () => {
    const broken = stack();
    broken.node.addValidation({ validate: () => ["the sample is broken"] });
    expect(() => Template.of(broken)).toThrow("the sample is broken");
  });

  it("puts a placeholder for the folder of the kit", () => {
    expect(Template.of(stack()).resource("terraform_data", "first")).toEqual({
      input: { file: "<kit>/node/first", list: ["<kit>/a", 1, null] },
    });
  });

  it("leaves the backend out and keeps what else stands beside it", () => {
    const made = stack();
    new LocalBackend(made, { path: "/somewhere/terraform.tfstate" });
    made.addOverride("terraform.required_version", ">= 1.11");
    expect(Template.of(made).toJson()["terraform"]).toEqual({ required_version: ">= 1.11" });
  });
});

describe("resources", () => {
  it("gives every resource of a type by its id", () => {
    expect(Object.keys(Template.of(stack()).resources("terraform_data"))).toEqual([
      "first",
      "second",
    ]);
  });

  it("is empty for a type that does not occur", () => {
    expect(Template.of(stack()).resources("null_resource")).toEqual({});
  });

  it("gives a copy", () => {
    const template = Template.of(stack());
    const first = template.resource("terraform_data", "first");
    first["input"] = "changed";
    expect(template.resource("terraform_data", "first")["input"]).not.toBe("changed");
  });
});

describe("resource", () => {
  it.each([
    ["none", "third"],
    ["more than one", "s"],
  ])("refuses a text that %s has in its id, and names the ids", (_, idPart) => {
    const template = Template.of(stack());
    expect(() => template.resource("terraform_data", idPart)).toThrow(
      `expected one terraform_data with "${idPart}" in its id, there are: first, second`,
    );
  });
});

describe("outputs", () => {
  it("gives their values by name", () => {
    const made = stack();
    new TerraformOutput(made, "ports", { value: [7000, 7001] });
    expect(Template.of(made).outputs()).toEqual({ ports: [7000, 7001] });
  });

  it("is empty without outputs", () => {
    expect(Template.of(new TerraformStack(new App(), "bare")).outputs()).toEqual({});
  });
});
