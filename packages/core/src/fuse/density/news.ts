/** What a look tells of one number that a slot holds beside its modes (its height's half, its rate of turn): information, and that times how far off it is. */
export interface News {
  information: number;
  off: number;
}
