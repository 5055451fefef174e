/* Compiled by itself with the folder's name, so that the name is in no other file's command line. */
#include "base/share.h"

#include <stdlib.h>

const char *share_folder(void)
{
    const char *share = getenv("KOKUHO_SHARE");
    return share != NULL && share[0] != '\0' ? share : KOKUHO_SHARE_DEFAULT;
}
