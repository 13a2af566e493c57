import { contactFieldWords, duplicatesWords, importWords, passwordWords, playerWords, signInWords } from '@centralino/ui/words';
import { addressBooksWords } from '../pages/address-books/words.ts';
import { auditWords } from '../pages/audit/words.ts';
import { configurationWords } from '../pages/configuration/words.ts';
import { contactsWords } from '../pages/contacts/words.ts';
import { dashboardWords } from '../pages/dashboard/words.ts';
import { deskWidgetsWords } from '../pages/desk-widgets/words.ts';
import { notificationLogWords } from '../pages/notification-log/words.ts';
import { notificationsWords } from '../pages/notifications/words.ts';
import { pauseReasonsWords } from '../pages/pause-reasons/words.ts';
import { popupsWords } from '../pages/popups/words.ts';
import { privacyWords } from '../pages/privacy/words.ts';
import { profilesWords } from '../pages/profiles/words.ts';
import { recordingsWords } from '../pages/recordings/words.ts';
import { servicesWords } from '../pages/services/words.ts';
import { skillsetsWords } from '../pages/skillsets/words.ts';
import { systemWords } from '../pages/system/words.ts';
import { usersWords } from '../pages/users/words.ts';
import { widgetsWords } from '../pages/widgets/words.ts';
import { kitWords } from './kit.ts';
import { doorWords, shellWords } from './shell.ts';

/** Every part of the console with its words; a page's part has the page's id as its name. */
export const parts = {
  kit: kitWords,
  shell: shellWords,
  door: doorWords,
  dashboard: dashboardWords,
  services: servicesWords,
  skillsets: skillsetsWords,
  users: usersWords,
  profiles: profilesWords,
  pauseReasons: pauseReasonsWords,
  widgets: widgetsWords,
  deskWidgets: deskWidgetsWords,
  notifications: notificationsWords,
  notificationLog: notificationLogWords,
  popups: popupsWords,
  contacts: contactsWords,
  addressBooks: addressBooksWords,
  privacy: privacyWords,
  recordings: recordingsWords,
  // Of parts that the desk has, too.
  contact: contactFieldWords,
  importing: importWords,
  duplicates: duplicatesWords,
  recording: playerWords,
  password: passwordWords,
  signIn: signInWords,
  audit: auditWords,
  configuration: configurationWords,
  system: systemWords,
};
