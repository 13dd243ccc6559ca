export { FrontPage as default } from "./labs/front/FrontPage";
