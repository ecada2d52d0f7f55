// What is checked before anything is measured.
#pragma once
#include "../lib/types.h"

// The name of the first part that does not give what is published for it, or 0 if all do.
const char *radio_selftest(void);
