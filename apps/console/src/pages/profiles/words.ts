import { bilingual } from '../../messages/words.ts';

export const profilesWords = bilingual({
  en: {
    menu: 'Profiles',
    intro: 'Kinds of work, such as “Front office”. A widget of the desk can be shown to some profiles only; each user has one, or none.',
    add: 'New profile',
    emptyTitle: 'No profile yet',
    emptyText: 'You only need profiles when not everybody should see the same widgets in the desk.',
    newTitle: 'New profile',
    basics: 'Basics',
    nameHelp: 'What administrators choose it by, for example “Front office”.',
    users: 'Users',
  },
  it: {
    menu: 'Profili',
    intro:
      'Tipi di lavoro, come “Front office”. Un widget del desk si può mostrare solo ad alcuni profili; ogni utente ne ha uno, o nessuno.',
    add: 'Nuovo profilo',
    emptyTitle: 'Ancora nessun profilo',
    emptyText: 'I profili servono solo se non tutti devono vedere gli stessi widget nel desk.',
    newTitle: 'Nuovo profilo',
    basics: 'Dati principali',
    nameHelp: 'Con cui gli amministratori lo scelgono, per esempio “Front office”.',
    users: 'Utenti',
  },
});
