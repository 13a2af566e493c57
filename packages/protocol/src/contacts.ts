import { z } from 'zod';
import { longestPhone } from './plain.ts';
import { CallFailure, TransferFailure } from './events.ts';
import { Disposition, Target } from './target.ts';
import { RecordingView } from './views.ts';
import { Channel, Code, Id, Time } from './words.ts';

/** Whose contacts: everybody's (`services` empty), or those of the agents of some services. */
export const AddressBook = z.object({
  id: Code,
  name: z.string().trim().min(1).max(100),
  services: z.array(Code).max(100),
});
export type AddressBook = z.infer<typeof AddressBook>;
/** The id is in the address. */
export const AddressBookBody = AddressBook.omit({ id: true });
/** `contacts`: how many are in it. `mayEdit`: whether this user may change them. */
export const AddressBookList = z.object({ books: z.array(AddressBook.extend({ contacts: z.number().int().nonnegative() })) });
export type AddressBookList = z.infer<typeof AddressBookList>;
/** The book of contacts that nobody chose a book for. It can't be removed, and is everybody's. */
export const mainBookId = 'main';

export const TelType = z.enum(['WORK', 'FAX', 'HOME', 'CELL', 'MAIN', 'CELL_WORK', 'FAX_WORK', 'FAX_HOME', 'CELL_HOME', 'OTHER']);
export type TelType = z.infer<typeof TelType>;
export const MailType = z.enum(['INTERNET_HOME', 'INTERNET_WORK']);
export type MailType = z.infer<typeof MailType>;
export const WebType = z.enum(['HOME', 'WORK']);
export type WebType = z.infer<typeof WebType>;

/**
 * Number as it was written, and the one form that numbers in any format are matched by; null: nobody can make one of it, and its digits are
 * compared. `extension`: what is dialled after it, when it has one.
 */
export const ContactTel = z.object({
  id: Id,
  value: z.string().min(1).max(longestPhone),
  type: TelType,
  e164: z.string().nullable(),
  extension: z.string().max(7).optional(),
});
export const ContactMail = z.object({ id: Id, value: z.string().min(1).max(200), type: MailType });
export const ContactWeb = z.object({ id: Id, value: z.string().min(1).max(300), type: WebType });

export const maxTel = 10;
export const maxMail = 10;
export const maxWeb = 3;
export const customFields = 10;

const text = (max: number) => z.string().max(max);

/** A person or company in an address book. */
export const Contact = z.object({
  id: Id,
  bookId: Code,
  kind: z.enum(['individual', 'org']),
  firstName: text(100),
  lastName: text(100),
  otherName: text(100),
  company: text(200),
  department: text(200),
  role: text(200),
  category: text(100),
  vip: z.boolean(),
  street: text(200),
  postcode: text(20),
  city: text(100),
  region: text(100),
  country: text(100),
  /** The first of each is the main one. */
  tel: z.array(ContactTel).max(maxTel),
  mail: z.array(ContactMail).max(maxMail),
  web: z.array(ContactWeb).max(maxWeb),
  notes: text(10_000),
  /** Fields of the company's own, by place. */
  custom: z.array(text(500)).max(customFields),
  /** Its id in the system that it comes from (of F.8: `uid`), and the id of its company there. */
  externalId: text(200),
  companyExternalId: text(200),
  createdAt: Time,
  updatedAt: Time,
});
export type Contact = z.infer<typeof Contact>;

/** What people fill in. Numbers, mails and pages keep their id while they are changed; new ones may leave it out. */
export const ContactFields = Contact.omit({ id: true, createdAt: true, updatedAt: true }).extend({
  tel: z.array(ContactTel.omit({ e164: true, extension: true }).partial({ id: true })).max(maxTel),
  mail: z.array(ContactMail.partial({ id: true })).max(maxMail),
  web: z.array(ContactWeb.partial({ id: true })).max(maxWeb),
});
export type ContactFields = z.infer<typeof ContactFields>;
export const CreateContactBody = ContactFields.partial();
export type CreateContactBody = z.infer<typeof CreateContactBody>;
/** `updatedAt`: of the contact that was changed; refused with `contact.changed` when somebody was quicker. */
export const UpdateContactBody = ContactFields.partial().extend({ updatedAt: Time.optional() });
export type UpdateContactBody = z.infer<typeof UpdateContactBody>;

/** A contact of whom nothing is known. */
export const emptyContactFields: ContactFields = {
  bookId: mainBookId,
  kind: 'individual',
  firstName: '',
  lastName: '',
  otherName: '',
  company: '',
  department: '',
  role: '',
  category: '',
  vip: false,
  street: '',
  postcode: '',
  city: '',
  region: '',
  country: '',
  tel: [],
  mail: [],
  web: [],
  notes: '',
  custom: [],
  externalId: '',
  companyExternalId: '',
};

/** How somebody is called: the person, else the company, else what reaches them; empty when there is nothing. */
export function contactNameOf(contact: {
  firstName?: string | undefined;
  lastName?: string | undefined;
  company?: string | undefined;
  mail?: readonly { value: string }[] | undefined;
  tel?: readonly { value: string }[] | undefined;
}): string {
  const person = [contact.firstName, contact.lastName].filter((part) => part !== undefined && part !== '').join(' ');
  return person || contact.company || contact.mail?.[0]?.value || contact.tel?.[0]?.value || '';
}

/** `q`: a number in any format or a part of it, an email, or beginnings of words of name, company and city; without it all. In order of names. */
export const ContactQuery = z.object({
  q: z.string().max(200).default(''),
  book: Code.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type ContactQuery = z.infer<typeof ContactQuery>;
export const ContactPage = z.object({ contacts: z.array(Contact) });

/** Who might be meant by what is known of a caller: in the books of the service, else in everybody's. */
export const ContactMatchQuery = z.object({
  phone: z.string().max(2000).default(''),
  email: z.string().max(200).default(''),
  service: Code.optional(),
});

/** Why two contacts may be the same. */
export const DuplicateReason = z.enum(['number', 'email', 'name']);
export const DuplicateList = z.object({
  groups: z.array(z.object({ reason: DuplicateReason, contacts: z.array(Contact).min(2) })),
  /** There are more than were answered. */
  more: z.boolean(),
});
export type DuplicateList = z.infer<typeof DuplicateList>;

/** `fields`: what the contact that stays is to hold; absent: what it has, filled up with what only the other has. */
export const MergeContactsBody = z.object({ other: Id, fields: ContactFields.partial().optional() });
export const ContactMerge = z.object({ id: Id, contact: Contact });
export type ContactMerge = z.infer<typeof ContactMerge>;

/** Incoming from a customer, outgoing to a number, or a call between colleagues about the contact. */
export const Direction = z.enum(['in', 'out', 'internal']);
export type Direction = z.infer<typeof Direction>;

/**
 * How an interaction went, in one word. `open`: not over; `answered`: somebody talked; `abandoned`: the customer left while waiting;
 * `neverConnected`: the customer's line never came up; the rest: a call to one colleague that was not answered.
 */
export const JourneyResult = z.enum(['open', 'answered', 'abandoned', 'neverConnected', ...CallFailure.options]);
export type JourneyResult = z.infer<typeof JourneyResult>;

/** A transfer as what it was. `failed` of a consultation: the customer came back to who consulted. */
export const JourneyTransfer = z.object({
  at: Time,
  kind: z.enum(['blind', 'consultation', 'conference', 'takeOver']),
  by: z.string(),
  to: Target,
  toName: z.string(),
  result: z.enum(['done', ...TransferFailure.options, 'ended']),
});
export type JourneyTransfer = z.infer<typeof JourneyTransfer>;

/** One interaction of a contact's history. */
export const JourneyEntry = z.object({
  interactionId: Id,
  channel: Channel,
  direction: Direction,
  service: z.object({ code: Code, name: z.string() }),
  at: Time,
  endedAt: Time.nullable(),
  result: JourneyResult,
  /** Until the first talk, or until the end. */
  waitMs: z.number().int().nonnegative(),
  talkMs: z.number().int().nonnegative(),
  /** Who talked, in order. */
  agents: z.array(z.object({ id: Id, name: z.string() })),
  /** Who did not answer. */
  missedBy: z.array(z.string()),
  /** The last that an agent chose; `labels` in both languages, as the service has them now. */
  outcome: Disposition.nullable(),
  outcomeLabels: z.array(z.object({ it: z.string(), en: z.string() })),
  rating: z.number().int().min(1).max(5).nullable(),
  /** What the customer wrote with the rating. */
  ratingComment: z.string().max(1000).nullable(),
  transfers: z.array(JourneyTransfer),
  /** Agents see their own. */
  notes: z.array(z.object({ agentName: z.string(), text: z.string() })),
  recordings: z.array(RecordingView),
  /** Whether this user may open the interaction. */
  mayOpen: z.boolean(),
});
export type JourneyEntry = z.infer<typeof JourneyEntry>;

/** `result`: `answered`, `unanswered` or `open`. `from` inclusive, `to` exclusive. `cursor` is `next` of the page before. */
export const JourneyQuery = z.object({
  channel: Channel.optional(),
  service: Code.optional(),
  result: z.enum(['answered', 'unanswered', 'open']).optional(),
  from: z.coerce.number().int().nonnegative().optional(),
  to: z.coerce.number().int().nonnegative().optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type JourneyQuery = z.infer<typeof JourneyQuery>;
/** Newest first. `total`: of all that fit the filter; only in the first page. */
export const JourneyPage = z.object({
  entries: z.array(JourneyEntry),
  next: z.string().nullable(),
  total: z.number().int().nonnegative().nullable(),
  /** Services that the contact's history has, for the filter; only in the first page. */
  services: z.array(z.object({ code: Code, name: z.string() })).nullable(),
});
export type JourneyPage = z.infer<typeof JourneyPage>;

/** The columns of a file to import, and of one that was exported: the vendor's names, so that files made for it fit. */
export const contactColumns = [
  'uid',
  'surname',
  'name',
  'othername',
  'company',
  'department',
  'street',
  'postcode',
  'city',
  'region',
  'country',
  ...Array.from({ length: maxTel }, (_, i) => [`tel${i + 1}_value`, `tel${i + 1}_type`, `tel${i + 1}_id`]).flat(),
  ...Array.from({ length: maxMail }, (_, i) => [`mail${i + 1}_value`, `mail${i + 1}_type`, `mail${i + 1}_id`]).flat(),
  ...Array.from({ length: maxWeb }, (_, i) => [`web${i + 1}_value`, `web${i + 1}_type`, `web${i + 1}_id`]).flat(),
  'role',
  'category',
  'vip',
  'note',
  'kind',
  ...Array.from({ length: customFields }, (_, i) => `custom_${i + 1}`),
  'company_uuid_source',
] as const;

/** Files have more kinds of numbers than a contact has places: the first that are not empty are taken. */
const importedTel = 30;
/** What a column of a file may be: those of an export, a whole name in one column, and more numbers. */
export const importColumns: readonly string[] = [
  ...contactColumns,
  'fullname',
  ...Array.from({ length: importedTel - maxTel }, (_, i) => [`tel${i + maxTel + 1}_value`, `tel${i + maxTel + 1}_type`]).flat(),
];

export const ImportFormat = z.enum(['csv', 'vcard']);
/** What is wrong with a row: a code, and the column (if it is one column's fault). `row` counts from 1, without the header. */
export const ImportProblem = z.object({
  row: z.number().int().positive(),
  column: z.string().max(100).nullable(),
  code: z.string().max(40),
});
export type ImportProblem = z.infer<typeof ImportProblem>;

/**
 * The file as it is (`data`, Base64: its encoding is found out), or its text; and (of a CSV) which column is which: position → name of
 * `importColumns`, or null to leave it out.
 */
export const ImportBody = z
  .object({
    format: ImportFormat,
    data: z
      .string()
      .min(1)
      .max(44_000_000)
      .refine((data) => !/[^A-Za-z0-9+/=]/.test(data), { message: 'Base64' })
      .optional(),
    text: z.string().min(1).max(30_000_000).optional(),
    bookId: Code,
    columns: z.array(z.string().max(40).nullable()).max(1_000).optional(),
    /** What becomes of a row whose `uid`, mail, or number and name a contact of the book has already. */
    existing: z.enum(['skip', 'update', 'create']).default('update'),
    /** People who have only a number in common: colleagues behind one switchboard, or one person. */
    sharedNumber: z.enum(['separate', 'together']).default('separate'),
  })
  .refine(({ data, text }) => (data === undefined) !== (text === undefined), { message: 'either data or text', path: ['data'] });
export type ImportBody = z.infer<typeof ImportBody>;

/** A number that several have who agree in nothing else: rows of the file (the first of them), and contacts of the book. */
export const SharedNumber = z.object({
  number: z.string(),
  rows: z.array(z.object({ row: z.number().int().positive(), name: z.string() })),
  contacts: z.array(z.string()),
});
export type SharedNumber = z.infer<typeof SharedNumber>;

/** What a file would bring, before anything is written. */
export const ImportPreview = z.object({
  headers: z.array(z.string()),
  columns: z.array(z.string().nullable()),
  /** The first rows as they stand in the file, and as contacts. */
  rows: z.array(z.array(z.string())),
  contacts: z.array(CreateContactBody),
  total: z.number().int().nonnegative(),
  problems: z.array(ImportProblem),
  /** Rows that can't be taken. */
  bad: z.number().int().nonnegative(),
  /** Characters of the file that can't be read; in contacts each is U+FFFD. */
  unreadable: z.number().int().nonnegative(),
  /** Whether these are one person is a question for whoever imports; the first 100 numbers, and how many there are. */
  shared: z.array(SharedNumber).max(100),
  sharedTotal: z.number().int().nonnegative(),
});
export type ImportPreview = z.infer<typeof ImportPreview>;

export const ContactImport = z.object({
  id: Id,
  state: z.enum(['running', 'done', 'failed']),
  total: z.number().int().nonnegative(),
  done: z.number().int().nonnegative(),
  created: z.number().int().nonnegative(),
  updated: z.number().int().nonnegative(),
  skipped: z.number().int().nonnegative(),
  /** Rows that were left out; the first 1,000 are told. */
  bad: z.number().int().nonnegative(),
  problems: z.array(ImportProblem).max(1_000),
});
export type ContactImport = z.infer<typeof ContactImport>;

export const ContactExportQuery = z.object({ format: ImportFormat.default('csv'), book: Code.optional() });
