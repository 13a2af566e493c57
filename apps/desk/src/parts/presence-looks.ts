import {
  IconBellRinging,
  IconCircleCheck,
  IconCoffee,
  IconMessageCircle2,
  IconPencil,
  IconPhoneOutgoing,
  IconPlugConnected,
  IconPower,
} from '@tabler/icons-react';

/** How presences and activities look: never by colour alone. */
export const presenceLooks = {
  ready: { icon: IconCircleCheck, colour: 'green' },
  paused: { icon: IconCoffee, colour: 'amber' },
  loggedOut: { icon: IconPower, colour: 'grey' },
  ringing: { icon: IconBellRinging, colour: 'amber' },
  connecting: { icon: IconPlugConnected, colour: 'petrol' },
  calling: { icon: IconPhoneOutgoing, colour: 'petrol' },
  talking: { icon: IconMessageCircle2, colour: 'green' },
  wrapping: { icon: IconPencil, colour: 'petrol' },
} as const;
