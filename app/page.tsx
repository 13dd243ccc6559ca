import { HomeLab } from "./labs/home/HomeLab";

export default function Page() {
  return <HomeLab />;
}
