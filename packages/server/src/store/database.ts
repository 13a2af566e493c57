import type {
  AgentSkill,
  AgentView,
  Contact,
  ContactImport,
  DeskWidgetConfig,
  ErasureReport,
  EventType,
  AttemptOutcome,
  DeliveryState,
  InteractionView,
  NotificationCallType,
  NotificationEvent,
  NotificationFact,
  NotificationRecordConfig,
  NotificationRow,
  PauseReason,
  RecordingFile,
  RecordingResult,
  PopupConfig,
  PopupRecord,
  PopupState,
  PopupTrigger,
  Role,
  SegmentOutcome,
  SegmentView,
  ServiceConfig,
  WidgetConfig,
} from '@centralino/protocol';
import type { ColumnType, Generated, Insertable, RawBuilder, Selectable, Updateable } from 'kysely';

/**
 * A jsonb column: read as the value, written as its JSON text (`toJson(value)`), because the driver would turn a bare
 * array into a PostgreSQL array.
 */
export type Json<T> = ColumnType<T, string, string>;

/** Writes a value into a jsonb column. */
export const toJson = (value: unknown): string => JSON.stringify(value);

/** The log: the truth. `seq` orders everything, `version` counts 1, 2, 3… within a stream. Written by the engine only. */
export interface EventsTable {
  seq: number;
  stream: string;
  version: number;
  type: EventType;
  at: number;
  data: Json<Record<string, unknown>>;
}

/** One row, `id` = 1: who may write the log. `epoch` grows with every taking; `expires_at` is by the database's own clock. */
export interface EngineLeaseTable {
  id: number;
  holder: string;
  epoch: number;
  expires_at: number;
}

/** The world as it was after event `seq`, so that a start need not read the whole log. */
export interface SnapshotsTable {
  seq: number;
  at: number;
  state: Json<unknown>;
}

/** Read table, written by the engine in the transaction of the events. `seq` = the last event that changed the row. */
export interface InteractionsTable {
  id: string;
  service: string;
  channel: string;
  state: InteractionView['state'];
  arrived_at: number;
  closed_at: number | null;
  contact_id: string | null;
  /** The agent who called, by hand or to consult a colleague; null: a customer. */
  origin_agent_id: string | null;
  view: Json<InteractionView>;
  seq: number;
  /** When what is personal in it was removed. */
  erased_at: Generated<number | null>;
}

/** Read table, written by the engine: one row for each agent's part in an interaction. */
export interface SegmentsTable {
  id: string;
  interaction_id: string;
  agent_id: string;
  state: SegmentView['state'];
  outcome: SegmentOutcome | null;
  offered_at: number;
  accepted_at: number | null;
  online_at: number | null;
  ended_at: number | null;
  finished_at: number | null;
  note: string;
  seq: number;
}

/** Read table, written by the engine. */
export interface AgentStatesTable {
  agent_id: string;
  view: Json<AgentView>;
  seq: number;
}

/** Read table, written by the engine: change a service with `service.configure`, never here. */
export interface ServicesTable {
  code: string;
  config: Json<ServiceConfig>;
  seq: number;
}

/** Accounts. `username` is unique whatever its case. */
export interface UsersTable {
  id: string;
  username: string;
  name: string;
  password_hash: string;
  roles: Role[];
  enabled: Generated<boolean>;
  skills: Json<AgentSkill[]>;
  /** Code of their profile. */
  profile: string | null;
  /** Calls that ring at them are answered by themselves. */
  auto_answer: Generated<boolean>;
  created_at: number;
}

/** Signed-in browsers. The cookie's token is never stored, only its SHA-256 (hex). */
export interface SessionsTable {
  token_hash: string;
  user_id: string;
  csrf_token: string;
  created_at: number;
  expires_at: number;
  last_seen_at: number;
}

/** One-time links by which the first administrator is made. */
export interface SetupTokensTable {
  token_hash: string;
  created_at: number;
  used_at: number | null;
}

/** A customer's key to their own interaction: only its SHA-256 (hex) is stored. */
export interface CustomerTokensTable {
  token_hash: string;
  interaction_id: string;
  widget_id: string;
  created_at: number;
  expires_at: number;
}

/** Tokens by which a page beside the desk proves whose desk it is in: only their SHA-256 (hex) is stored. */
export interface DeskTokensTable {
  token_hash: string;
  kind: 'session' | 'oneShot';
  audience_kind: 'widget' | 'popup';
  audience_id: string;
  user_id: string;
  /** The token dies with this session; null: only with the account. */
  session_id: string | null;
  interaction_id: string | null;
  expires_at: number;
}

/** Who did what. The database refuses to change or remove rows. */
export interface AuditTable {
  id: Generated<number>;
  at: number;
  user_id: string | null;
  username: string;
  action: string;
  subject_kind: string | null;
  subject_id: string | null;
  details: Json<Record<string, unknown>>;
  address: string | null;
}

export interface SkillsetsTable {
  code: string;
  name: string;
}

export interface ProfilesTable {
  code: string;
  name: string;
}

export interface WidgetsTable {
  id: string;
  config: Json<WidgetConfig>;
}

/** Web pages that live in the desk, in the order in which agents see them. */
export interface DeskWidgetsTable {
  id: string;
  config: Json<DeskWidgetConfig>;
  position: number;
}

export interface PauseReasonsTable {
  code: string;
  label: Json<PauseReason['label']>;
  position: number;
}

/** `services` empty: everybody's. */
export interface AddressBooksTable {
  id: string;
  name: string;
  services: Generated<string[]>;
}

/** How the numbers of contacts were read when they were stored (one row). */
export interface NumberReadingTable {
  id: number;
  country: string;
  rules: number;
}

/**
 * Contacts of all books. `numbers` (E.164, else digits; with extension), `mails` (lower case), `name_key`, `sort_name` and `search` are made of the others by
 * `searchKeysOf`. `merged_into`: it is another one now, and is looked for there.
 */
export interface ContactsTable {
  id: string;
  book_id: string;
  kind: Contact['kind'];
  first_name: string;
  last_name: string;
  other_name: string;
  company: string;
  department: string;
  role: string;
  category: string;
  vip: boolean;
  street: string;
  postcode: string;
  city: string;
  region: string;
  country: string;
  tel: Json<Contact['tel']>;
  mail: Json<Contact['mail']>;
  web: Json<Contact['web']>;
  notes: string;
  custom: string[];
  external_id: string;
  company_external_id: string;
  merged_into: Generated<string | null>;
  numbers: string[];
  mails: string[];
  name_key: string;
  sort_name: string;
  search: ColumnType<unknown, RawBuilder<unknown>, RawBuilder<unknown>>;
  created_at: number;
  updated_at: number;
}

/** What a merge did. `before`: the contact that stayed, as it was. */
export interface ContactMergesTable {
  id: string;
  survivor: string;
  merged: string;
  before: Json<Contact>;
  after_at: number;
  at: number;
  by: string;
}

export interface ContactImportsTable {
  id: string;
  by: string;
  created_at: number;
  state: Json<ContactImport>;
}

/** Persons who were erased, as ids. */
export interface ErasuresTable {
  id: string;
  contact_ids: string[];
  interaction_ids: string[];
  by: string;
  reason: 'person' | 'retention';
  started_at: number;
  finished_at: number | null;
  report: Json<ErasureReport> | null;
}

/** Saved recordings, written by the archive of recordings. */
export interface RecordingsTable {
  id: string;
  interaction_id: string;
  by_agent_id: string | null;
  started_at: number;
  ended_at: number;
  store: 'disk' | 's3';
  result: Json<RecordingResult>;
  files: Json<(RecordingFile & { key: string })[]>;
}

/** Receivers of notifications. `secrets`: JSON, sealed when a key is configured (notify/secret-box.ts). */
export interface NotificationRecordsTable {
  id: string;
  config: Json<NotificationRecordConfig>;
  secrets: string;
  gone: Generated<boolean>;
  created_at: number;
  updated_at: number;
}

/** What a receiver is told of one event. Made by the engine in the transaction of the event, afterwards owned by `notify`. */
export interface NotificationDeliveriesTable {
  id: number;
  record_id: string;
  interaction_id: string;
  call_type: NotificationCallType;
  event: NotificationEvent;
  at: number;
  fact: Json<NotificationFact>;
  /** Variables and popup variables as they were configured when it happened. */
  mapping: Json<Pick<NotificationRow, 'variables' | 'popupVariables'>>;
  state: Generated<DeliveryState>;
  attempts: Generated<number>;
  /** null: not tried yet, or done. */
  next_at: number | null;
  last_error: string | null;
}

/** The log of attempts; it outlives its record. */
export interface NotificationAttemptsTable {
  id: Generated<number>;
  delivery_id: number | null;
  record_id: string;
  record_name: string;
  interaction_id: string | null;
  call_type: NotificationCallType;
  event: NotificationEvent;
  at: number;
  attempt: number;
  method: string;
  url: string;
  status: number | null;
  duration_ms: number;
  outcome: AttemptOutcome;
  error: string | null;
  answer: string | null;
}

/** One row, `id` = 1. */
export interface PopupConfigTable {
  id: number;
  config: Json<PopupConfig>;
  updated_at: number;
}

/** Popups with their receipts. `url` is as the function gave it, with `{$…}` unfilled: it has no tokens. */
export interface PopupsTable {
  id: string;
  interaction_id: string;
  segment_id: string;
  agent_id: string;
  trigger: PopupTrigger;
  mode: PopupRecord['mode'];
  url: string;
  tab_name: string | null;
  state: PopupState;
  detail: Generated<string>;
  /** The event's time. */
  at: number;
  created_at: number;
  sent_at: number | null;
  settled_at: number | null;
  ms: number | null;
}

/** Workstations with a popup helper: only the SHA-256 (hex) of their token is stored. */
export interface WorkstationsTable {
  id: string;
  user_id: string;
  name: string;
  token_hash: string;
  created_at: number;
  last_seen_at: number | null;
}

/** All tables. Times are bigint milliseconds since 1970; the store reads int8 as Number. */
export interface Database {
  events: EventsTable;
  engine_lease: EngineLeaseTable;
  snapshots: SnapshotsTable;
  interactions: InteractionsTable;
  segments: SegmentsTable;
  agent_states: AgentStatesTable;
  services: ServicesTable;
  users: UsersTable;
  sessions: SessionsTable;
  setup_tokens: SetupTokensTable;
  customer_tokens: CustomerTokensTable;
  desk_tokens: DeskTokensTable;
  audit: AuditTable;
  skillsets: SkillsetsTable;
  profiles: ProfilesTable;
  widgets: WidgetsTable;
  desk_widgets: DeskWidgetsTable;
  pause_reasons: PauseReasonsTable;
  contacts: ContactsTable;
  address_books: AddressBooksTable;
  contact_merges: ContactMergesTable;
  number_reading: NumberReadingTable;
  contact_imports: ContactImportsTable;
  erasures: ErasuresTable;
  recordings: RecordingsTable;
  notification_records: NotificationRecordsTable;
  notification_deliveries: NotificationDeliveriesTable;
  notification_attempts: NotificationAttemptsTable;
  popup_config: PopupConfigTable;
  popups: PopupsTable;
  workstations: WorkstationsTable;
}

export type Row<T extends keyof Database> = Selectable<Database[T]>;
export type NewRow<T extends keyof Database> = Insertable<Database[T]>;
export type RowUpdate<T extends keyof Database> = Updateable<Database[T]>;
