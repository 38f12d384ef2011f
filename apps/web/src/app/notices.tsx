import { MantineThemeProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { useStrings } from './strings/language.js';

/** Where it is said that something has been done. What closes it has a name in the reader's language. */
export function Notices() {
  const { app } = useStrings();
  const closeButtonProps = { 'aria-label': app.close };
  return (
    <MantineThemeProvider theme={{ components: { Notification: { defaultProps: { closeButtonProps } } } }}>
      <Notifications position="bottom-right" autoClose={6_000} />
    </MantineThemeProvider>
  );
}
