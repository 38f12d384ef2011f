import { type RefCallback, useCallback, useState } from 'react';

/** Whether the element that gets the ref is on the screen, or is about to be. */
export function useInSight(): [ref: RefCallback<Element>, isInSight: boolean] {
  const [isInSight, setIsInSight] = useState(false);
  const ref = useCallback((element: Element | null) => {
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        setIsInSight(entries.at(-1)?.isIntersecting ?? false);
      },
      { rootMargin: '200px' },
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [ref, isInSight];
}
