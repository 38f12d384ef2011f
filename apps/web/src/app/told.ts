import { notifications } from '@mantine/notifications';

/** Says that something has been done, to whoever sees it and to whoever hears it. */
export function tell(message: string): void {
  notifications.show({ message, color: 'teal', withCloseButton: true });
}
