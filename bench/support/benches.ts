/** Every measurement in the order in which they are shown, with its rough minutes on two cores. */
export const BENCHES = [
  { script: "forming", minutes: 4 },
  { script: "failover", minutes: 7 },
  { script: "planned-failover", minutes: 3 },
  { script: "application-writes", minutes: 1.5 },
  { script: "synth", minutes: 1.5 },
  { script: "smoke", minutes: 6 },
] as const;
