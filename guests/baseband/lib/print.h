// The console.
#pragma once
#include "types.h"

// Prints to the first serial port, whole texts of at most 1 KiB at a time; "\n" becomes "\r\n".
void print(const char *pattern, ...) __attribute__((format(printf, 1, 2)));
// The same without waiting for others who print: for the end.
void print_at_once(const char *text);
