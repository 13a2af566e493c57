import type { ConsolePage } from '../registry.ts';
import { addressBooksPage } from './address-books/index.tsx';
import { auditPage } from './audit/index.tsx';
import { configurationPage } from './configuration/index.tsx';
import { contactsPage } from './contacts/index.tsx';
import { dashboardPage } from './dashboard/index.tsx';
import { deskWidgetsPage } from './desk-widgets/index.tsx';
import { notificationLogPage } from './notification-log/index.tsx';
import { notificationsPage } from './notifications/index.tsx';
import { pauseReasonsPage } from './pause-reasons/index.tsx';
import { popupsPage } from './popups/index.tsx';
import { privacyPage } from './privacy/index.tsx';
import { profilesPage } from './profiles/index.tsx';
import { recordingsPage } from './recordings/index.tsx';
import { servicesPage } from './services/index.tsx';
import { skillsetsPage } from './skillsets/index.tsx';
import { systemPage } from './system/index.tsx';
import { usersPage } from './users/index.tsx';
import { widgetsPage } from './widgets/index.tsx';

/** Every page of the console, in the order of the menu within its group. The first that a person may see is their home. */
export const pages: readonly ConsolePage[] = [
  dashboardPage,
  servicesPage,
  recordingsPage,
  usersPage,
  skillsetsPage,
  profilesPage,
  pauseReasonsPage,
  contactsPage,
  addressBooksPage,
  widgetsPage,
  deskWidgetsPage,
  notificationsPage,
  notificationLogPage,
  popupsPage,
  privacyPage,
  auditPage,
  configurationPage,
  systemPage,
];
