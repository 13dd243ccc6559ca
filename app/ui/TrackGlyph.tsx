import type { Track } from "./tracks";

/**
 * The shape of a track, so that no accent has to speak alone: a box within a box (a machine in a machine), three boxes
 * on one base (containers on one kernel), two halves that fit (a guest and its hypervisor).
 */
export function TrackGlyph({ track }: { readonly track: Track }) {
  return (
    <svg viewBox="0 0 24 24" width="1em" height="1em" aria-hidden="true" fill="none" stroke="currentColor">
      <g strokeWidth="2">
        {track === "vm" && (
          <>
            <path d="M3 3h18v18H3z" />
            <path d="M8 8h8v8H8z" fill="currentColor" />
          </>
        )}
        {track === "container" && (
          <>
            <path d="M3 20.5h18" strokeWidth="3" />
            <path d="M3.5 10h4v6h-4zM10 10h4v6h-4zM16.500 10h4v6h-4z" fill="currentColor" strokeWidth="1" />
          </>
        )}
        {track === "pv" && (
          <>
            <path d="M3 3h18v8h-5v4h-8v-4H3z" fill="currentColor" strokeWidth="1" />
            <path d="M3 15.500v5.500h18v-5.500" />
          </>
        )}
      </g>
    </svg>
  );
}
