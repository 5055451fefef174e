/* What the browser loads besides pages: style sheets and one small script, embedded at build. */
#ifndef KOKUHO_WEB_ASSETS_H
#define KOKUHO_WEB_ASSETS_H

#include "base/base.h"

struct web_asset {
    const char *path; /* "/assets/kokuho.css" */
    const char *content_type;
    const char *etag; /* with its quotes */
    const char *bytes;
    size_t len;
};
extern const struct web_asset web_assets[];
extern const size_t web_asset_count;

#endif
