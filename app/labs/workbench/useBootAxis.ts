import { axisEnd } from "@/app/ui/scale";
import { segmentsMs, segmentsOf } from "./figures";
import { useColumns } from "./labStore";

/** The end of the axis on which the boots and starts of all columns stand, ms. */
export const useBootAxis = (): number =>
  useColumns((columns) => axisEnd(Math.max(...columns.map((column) => segmentsMs(segmentsOf(column))))));
