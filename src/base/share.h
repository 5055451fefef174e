/*
 * The folder of what is delivered beside the program: params/, layouts/, maps/, scripts/.
 */
#ifndef KOKUHO_BASE_SHARE_H
#define KOKUHO_BASE_SHARE_H

const char *share_folder(void); /* KOKUHO_SHARE, or where the program was built */

#endif
