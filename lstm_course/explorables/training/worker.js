// The worker of all figures that train. One script, so that a page carries its arithmetic once.

import { arenaPlan } from "../arena/plan.js";
import { playgroundPlan } from "../playground/plan.js";
import { answerRequests } from "./training.js";

answerRequests({ arena: arenaPlan, playground: playgroundPlan });
