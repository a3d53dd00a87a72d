import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type ApiOperation,
  faultCode,
  operationOf,
  problemsOf,
  type ServiceName,
} from "./api-model";
import { JSON_PROTOCOL } from "./json-protocol";
import { QUERY_PROTOCOL } from "./query-protocol";
import { S3_PROTOCOL } from "./s3-protocol";
import type { Value, WireAnswer, WireProtocol, WireRequest } from "./wire-protocol";

/** A fault that a service answers with, by its name in the model. */
export class ServiceFault extends Error {
  constructor(
    readonly fault: string,
    message: string,
  ) {
    super(message);
  }
}

/** What answers an action; moments are in seconds. */
export type Action = (input: Value) => Value | Promise<Value>;
/** The actions of a service that may be called: all others fail the test. */
export type Actions = Readonly<Record<string, Action>>;

/** A call that was answered. */
export interface ApiCall {
  readonly service: ServiceName;
  readonly action: string;
  readonly input: Value;
}

const SIGNED =
  /^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/eu-central-1\/(ecs|elasticache|logs|s3)\/aws4_request, SignedHeaders=[a-z0-9;-]*\bx-amz-date\b[a-z0-9;-]*, Signature=[0-9a-f]{64}$/;
const PROTOCOLS: Readonly<Record<ServiceName, WireProtocol>> = {
  ecs: JSON_PROTOCOL,
  elasticache: QUERY_PROTOCOL,
  logs: JSON_PROTOCOL,
  s3: S3_PROTOCOL,
};

/**
 * Services of AWS as far as the harness calls them. Each request is held against the model of the service's
 * own API; what is not in it, and each action without an answer here, is refused and kept in `refused`.
 */
export class FakeAws {
  readonly calls: ApiCall[] = [];
  /** What the services would not have answered, or nobody should ask them. */
  readonly refused: string[] = [];
  private before: NodeJS.ProcessEnv | undefined;

  private constructor(
    private readonly server: Server,
    private readonly services: Partial<Readonly<Record<ServiceName, Actions>>>,
  ) {}

  /** Starts it; every client of the AWS SDK of this process finds it, whatever service it is of. */
  static async start(services: Partial<Record<ServiceName, Actions>>): Promise<FakeAws> {
    const server = createServer();
    const fake = new FakeAws(server, services);
    server.on("request", (request, response) => {
      void fake.answer(request).then(({ body, headers, status }) => {
        response.writeHead(status, headers);
        response.end(body);
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    fake.before = process.env;
    process.env = { ...process.env, ...fake.environment };
    return fake;
  }

  /** What a process finds these services by, and with which keys it calls them. */
  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_MAX_ATTEMPTS: "1",
      // The region of the deployment is what its clients have to name.
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIATEST",
      AWS_SECRET_ACCESS_KEY: "of-a-test",
    };
  }

  /** How often an action was answered. */
  countOf(action: string): number {
    return this.calls.filter((call) => call.action === action).length;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
    if (this.before !== undefined) process.env = this.before;
  }

  private async answer(incoming: IncomingMessage): Promise<WireAnswer> {
    const request = await received(incoming);
    const service = SIGNED.exec(incoming.headers.authorization ?? "")?.[1] as
      ServiceName | undefined;
    if (service === undefined) return this.refuse("ecs", "no signature for one of the services");
    const protocol = PROTOCOLS[service];
    const action = protocol.actionOf(request);
    const operation = operationOf(service, action);
    const act = this.services[service]?.[action];
    if (operation === undefined || act === undefined) {
      return this.refuse(service, `${service}:${action} is none of the actions`);
    }
    const input = protocol.read(operation, request);
    const problems = problemsOf(operation.input, input);
    if (problems.length > 0) {
      return this.refuse(service, `${service}:${action}: ${problems.join("; ")}`);
    }
    this.calls.push({ service, action, input });
    return this.acted(service, operation, () => act(input));
  }

  private async acted(
    service: ServiceName,
    operation: ApiOperation,
    act: () => Value | Promise<Value>,
  ): Promise<WireAnswer> {
    const { action, output } = operation;
    let value: Value;
    try {
      value = await act();
    } catch (error) {
      if (error instanceof ServiceFault) {
        return PROTOCOLS[service].writeFault(faultCode(service, error.fault), error.message);
      }
      return this.refuse(service, `${service}:${action} failed here: ${String(error)}`);
    }
    // A stand-in that answers what the service could not is worth nothing.
    const problems = problemsOf(output, value, "answer");
    if (problems.length > 0) {
      return this.refuse(service, `${service}:${action}: ${problems.join("; ")}`);
    }
    return PROTOCOLS[service].write(operation, value);
  }

  private refuse(service: ServiceName, reason: string): WireAnswer {
    this.refused.push(reason);
    return PROTOCOLS[service].writeFault("ValidationError", reason);
  }
}

async function received(request: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { headers, method = "", url = "" } = request;
  return { method, url, headers, body: Buffer.concat(chunks).toString() };
}
