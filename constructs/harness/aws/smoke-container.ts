import { type ContainerImageProps, imageReference } from "../../docker/container-image";
import { REPORT_FOLDER_VARIABLE, type ReportFolder } from "./report-bucket";

/** Where the harness's container writes its log and its reports. */
export interface SmokeContainerPlace {
  readonly region: string;
  readonly logGroup: string;
  /** @default - the log alone has the report */
  readonly reports?: ReportFolder | undefined;
}

/** Name of the one container of the harness's task, and what names of its log streams begin with. */
export const SMOKE_CONTAINER = "harness";
export const SMOKE_LOG_PREFIX = "run";

/** Where `docker/harness/Dockerfile` puts the package. */
const PROGRAM = "/opt/cachefort/bin/cachefort.js";
const TEMPORARY_MIB = 64;
/** The longest that Fargate waits: undos of the check under way have a minute each. */
const STOP_SECONDS = 120;

/**
 * The container of the harness, in the words of ECS. What is to be proven it is told when it is started; its
 * root is read-only, and it has no rights of Linux.
 */
export function smokeContainer(image: ContainerImageProps, place: SmokeContainerPlace): object {
  return {
    name: SMOKE_CONTAINER,
    image: imageReference(image),
    essential: true,
    user: `${image.uid}:${image.gid}`,
    readonlyRootFilesystem: true,
    entryPoint: ["node", PROGRAM],
    command: ["internal", "smoke-task"],
    environment: [
      { name: "HOME", value: "/tmp" },
      ...(place.reports === undefined
        ? []
        : [{ name: REPORT_FOLDER_VARIABLE, value: JSON.stringify(place.reports) }]),
    ],
    linuxParameters: {
      capabilities: { add: [], drop: ["ALL"] },
      // Process 1 gets no signal that it does not ask for.
      initProcessEnabled: true,
      tmpfs: [
        {
          containerPath: "/tmp",
          size: TEMPORARY_MIB,
          mountOptions: [
            ...["rw", "noexec", "nosuid", "nodev", "mode=0700"],
            ...[`uid=${image.uid}`, `gid=${image.gid}`],
          ],
        },
      ],
    },
    stopTimeout: STOP_SECONDS,
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": place.logGroup,
        "awslogs-region": place.region,
        "awslogs-stream-prefix": SMOKE_LOG_PREFIX,
        // The report comes back in the log: rather wait than lose a line.
        mode: "blocking",
      },
    },
    // The provider compares with what ECS answers.
    cpu: 0,
    mountPoints: [],
    volumesFrom: [],
    systemControls: [],
    portMappings: [],
  };
}
