import { type ReactNode } from 'react';

/** Line icons, drawn for this page; each is decoration beside words or inside a labelled button. */
const icon = (paths: ReactNode) =>
  function Icon({ size = 18 }: { readonly size?: number }) {
    return (
      <svg
        width={`${size / 16}rem`}
        height={`${size / 16}rem`}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {paths}
      </svg>
    );
  };

export const ChartIcon = icon(<path d="M4 19V5M4 19h16M8 15l3.500-4 3 2.500L20 7" />);
export const CallIcon = icon(
  <path d="M6 3.500l3 1 .8 4-2 1.800a12 12 0 0 0 5.900 5.900l1.800-2 4 .8 1 3c-.8 1.700-2.300 2.600-4 2.400C10 19.600 4.400 14 3.600 7.500c-.2-1.700.7-3.200 2.400-4z" />,
);
export const MissedIcon = icon(
  <path d="M4 4l6 6M4 4h5M4 4v5M21 17l-2-2a14 14 0 0 0-14 0l-2 2 1 3 4-1v-2a12 12 0 0 1 8 0v2l4 1z" />,
);
export const GroupIcon = icon(<path d="M4 6h16M4 12h16M4 18h10M18 16v5M15.500 18.500h5" />);
export const ImportIcon = icon(<path d="M12 3v11M8 10l4 4 4-4M4 16v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3" />);
export const ExportIcon = icon(<path d="M12 15V4M8 8l4-4 4 4M4 16v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3" />);
export const PeopleIcon = icon(
  <path d="M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20a6.500 6.500 0 0 1 13 0M16 4.500a3.500 3.500 0 0 1 0 6M18 14.500a6.500 6.500 0 0 1 3.500 5.500" />,
);
export const KeyIcon = icon(
  <path d="M8 19a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM11.300 11.200L20 3M16.500 6.500l3 3" />,
);
export const AuditIcon = icon(<path d="M6 3h9l4 4v14H6zM9 11h7M9 15h7M9 7h3" />);
export const PersonIcon = icon(<path d="M12 11.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 21a7.500 7.500 0 0 1 15 0" />);
export const EditIcon = icon(<path d="M4 20l1-4L16.500 4.500a2 2 0 0 1 3 3L8 19zM14.500 6.500l3 3" />);
export const DeleteIcon = icon(<path d="M4 7h16M9 7V4h6v3M6.500 7l1 13h9l1-13M10 11v5M14 11v5" />);
export const AddIcon = icon(<path d="M12 5v14M5 12h14" />);
export const SearchIcon = icon(
  <path d="M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500L20 20" />,
);
export const WarningIcon = icon(<path d="M12 4L2.500 20h19zM12 10v4M12 17v.1" />);
export const CheckIcon = icon(<path d="M5 12.500l4.500 4.500L19 7" />);
export const CloseIcon = icon(<path d="M6 6l12 12M18 6L6 18" />);
export const LockIcon = icon(<path d="M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3" />);
export const UndoIcon = icon(<path d="M8 5L4 9l4 4M4 9h10a5.500 5.500 0 0 1 0 11h-3" />);
export const MoonIcon = icon(<path d="M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z" />);
export const OfflineIcon = icon(
  <path d="M3 3l18 18M5 12.500a10 10 0 0 1 4-2.400M8.500 16a5 5 0 0 1 6 0M2 9a15 15 0 0 1 4-2.500M13 6a15 15 0 0 1 9 3M12 19.500v.1" />,
);
