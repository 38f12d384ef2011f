import { type RefObject, useLayoutEffect, useState } from 'react';

/** Whether an element is narrower than so many rem, whatever the screen around it is like. */
export function useIsNarrow(element: RefObject<HTMLElement | null>, belowRem: number): boolean {
  const [isNarrow, setIsNarrow] = useState(false);
  useLayoutEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => {
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      if (entry) setIsNarrow(entry.contentRect.width < belowRem * rem);
    });
    observer.observe(element.current);
    return () => {
      observer.disconnect();
    };
  }, [element, belowRem]);
  return isNarrow;
}
