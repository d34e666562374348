/* Put before each source of the launcher: what ends the launcher ends one input here. */
#pragma once

#include "../src/kernel.h"

_Noreturn void fuzz_exit(int code);
#define sys_exit fuzz_exit
