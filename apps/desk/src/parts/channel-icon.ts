import type { Channel } from '@centralino/protocol';
import {
  IconBrandWhatsapp,
  IconMail,
  IconMessage,
  IconPhone,
  IconPhoneCalling,
  IconPuzzle,
  IconVideo,
  IconWorld,
  type Icon,
} from '@tabler/icons-react';

const icons: Record<Channel, Icon> = {
  phone: IconPhone,
  webcall: IconWorld,
  video: IconVideo,
  callback: IconPhoneCalling,
  chat: IconMessage,
  whatsapp: IconBrandWhatsapp,
  mail: IconMail,
  custom1: IconPuzzle,
  custom2: IconPuzzle,
  custom3: IconPuzzle,
};

export const channelIcon = (channel: Channel): Icon => icons[channel];
