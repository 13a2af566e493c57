import { bilingual } from '../../messages/words.ts';

export const auditWords = bilingual({
  en: {
    menu: 'Audit',
    intro: 'Who did what, newest first. Nothing here can be changed or removed.',
    when: 'When',
    who: 'Who',
    what: 'What',
    about: 'About',
    details: 'Details',
    from: 'From',
    filter: 'Only actions that begin with',
    filterHint: 'session, supervise, PUT…',
    none: 'Nothing was recorded yet',
    noneText: 'Sign-ins, changes of the configuration and what supervisors do are written down here.',
    nobody: 'Nobody known',
  },
  it: {
    menu: 'Registro attività',
    intro: 'Chi ha fatto che cosa, dal più recente. Qui niente si può cambiare o eliminare.',
    when: 'Quando',
    who: 'Chi',
    what: 'Che cosa',
    about: 'Riguarda',
    details: 'Dettagli',
    from: 'Da',
    filter: 'Solo azioni che cominciano con',
    filterHint: 'session, supervise, PUT…',
    none: 'Ancora niente nel registro',
    noneText: 'Qui restano scritti gli accessi, le modifiche alla configurazione e ciò che fanno i supervisori.',
    nobody: 'Sconosciuto',
  },
});
