"use client";

import type { ContainerLabApi } from "@/app/container/lab/api";
import { createBrowserContainerLab } from "@/app/container/lab/browser";
import { usePageLab } from "../paced/usePageLab";
import { restingContainerLab } from "./restingContainerLab";

/** The container lab of this page, for as long as the component is mounted and `canRun`. */
export const useContainerLab = (canRun: boolean): ContainerLabApi =>
  usePageLab<ContainerLabApi>(createBrowserContainerLab, restingContainerLab, canRun);
