/** What a client may do and how long the hub waits. All can be changed for tests and for unusual installations. */
export type RealtimeLimits = {
  /** The first frame must come within this time. */
  helloMs: number;
  /** Requests of one socket: so many at once… */
  requestBurst: number;
  /** …and so many per second in the long run. */
  requestsPerSecond: number;
  /** Requests of one socket that may be waiting for their reply. */
  requestsInFlight: number;
  /** Media offers of one socket (each costs the server some 20 ms): so many at once, and so many per second in the long run. */
  offerBurst: number;
  offersPerSecond: number;
  /** Frames that are not frames, before the socket is closed with 1008. One is forgiven every ten seconds. */
  badFrames: number;
  /** Sockets of one address, behind which may be a whole company. */
  socketsPerAddress: number;
  /** Above so many bytes waiting to be sent, pushes are dropped and replaced by one fresh snapshot later. */
  slowBytes: number;
  /** Above so many bytes waiting to be sent (replies are never dropped), the socket is ended. */
  deadBytes: number;
  /** How often a slow socket is looked at. */
  drainCheckMs: number;
  /** A `ping` in quiet times, and how long a client may then be silent. */
  idlePingMs: number;
  idleDeadMs: number;
  /** The same while an offer rings: a dead browser must not hold a customer. */
  ringPingMs: number;
  ringDeadMs: number;
  /** A browser that lives, but whose page does nothing (a heavy page of a CRM beside it): how long it may take to come back while it rings. */
  ringHungMs: number;
  /** An agent whose last socket closed is disconnected after this time, so that a page reload is not felt by routing. */
  reloadMs: number;
  /** How often it is checked that the session behind a desk's socket still exists. */
  sessionCheckMs: number;
  /** Shortest time between two `services` (desk) or `status` and queue position (widget) pushes. */
  statusMs: number;
  /** Shortest time between two `team` pushes to supervisors. */
  teamMs: number;
  /** How long nothing can be saved before people are told. */
  troubleMs: number;
  /** Missed events that are sent one by one after a gap; after a longer gap the snapshot alone tells the truth. */
  missedEvents: number;
  /** `call.create` of one address: so many at once… */
  createBurst: number;
  /** …and so many per minute in the long run. */
  createsPerMinute: number;
  /** Device tests at the same time, of all sockets together. */
  testLegs: number;
  /** Longest device test. */
  testMs: number;
};

export const defaultLimits: RealtimeLimits = {
  helloMs: 5_000,
  requestBurst: 60,
  requestsPerSecond: 20,
  requestsInFlight: 32,
  offerBurst: 8,
  offersPerSecond: 0.5,
  badFrames: 20,
  socketsPerAddress: 2_000,
  slowBytes: 256 * 1024,
  deadBytes: 4 * 1024 * 1024,
  drainCheckMs: 100,
  idlePingMs: 5_000,
  idleDeadMs: 12_000,
  ringPingMs: 1_000,
  ringDeadMs: 1_500,
  ringHungMs: 5_000,
  reloadMs: 1_500,
  sessionCheckMs: 60_000,
  statusMs: 500,
  teamMs: 250,
  troubleMs: 1_500,
  missedEvents: 500,
  createBurst: 30,
  createsPerMinute: 30,
  testLegs: 50,
  testMs: 60_000,
};
