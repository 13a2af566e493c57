import { bilingual } from '../../messages/words.ts';

export const skillsetsWords = bilingual({
  en: {
    menu: 'Skillsets',
    intro: 'Sets of agents who can answer the same things. Services say which skillsets answer them; agents have a level in each.',
    add: 'New skillset',
    emptyTitle: 'No skillset yet',
    emptyText: 'A skillset joins services and agents, for example “Italian” or “Orders”. Make the first one, then give it to agents.',
    newTitle: 'New skillset',
    basics: 'Basics',
    nameHelp: 'What you and supervisors call it, for example “Orders”.',
    agents: 'Agents',
    services: 'Services',
    usage: 'Where it is used',
    usageText: 'A skillset in use can’t be removed: take it out of these first.',
    nowhere: 'No service and no agent uses it yet.',
    levels: 'Agents and their levels',
    levelsText:
      'Who has a level answers; of those who are ready, who has been free longest is asked. “–” means: does not belong to this skillset. Changes are saved with this page.',
    level: 'Level of {name}',
    noAgents: 'There are no agents yet.',
    addAgent: 'Make an agent',
    notIn: '–',
  },
  it: {
    menu: 'Skillset',
    intro:
      'Gruppi di operatori che sanno rispondere alle stesse cose. I servizi dicono quali skillset rispondono; gli operatori hanno un livello in ciascuno.',
    add: 'Nuovo skillset',
    emptyTitle: 'Ancora nessuno skillset',
    emptyText: 'Uno skillset unisce servizi e operatori, per esempio “Italiano” o “Ordini”. Crea il primo, poi assegnalo agli operatori.',
    newTitle: 'Nuovo skillset',
    basics: 'Dati principali',
    nameHelp: 'Come lo chiamate tu e i supervisori, per esempio “Ordini”.',
    agents: 'Operatori',
    services: 'Servizi',
    usage: 'Dove è usato',
    usageText: 'Uno skillset in uso non si può eliminare: prima toglilo da qui.',
    nowhere: 'Nessun servizio e nessun operatore lo usa ancora.',
    levels: 'Operatori e livelli',
    levelsText:
      'Risponde chi ha un livello; tra chi è pronto viene chiamato chi è libero da più tempo. “–” significa: non appartiene a questo skillset. Le modifiche si salvano con questa pagina.',
    level: 'Livello di {name}',
    noAgents: 'Non ci sono ancora operatori.',
    addAgent: 'Crea un operatore',
    notIn: '–',
  },
});
