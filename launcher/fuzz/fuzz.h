/* What a target has, by libFuzzer's names, so that it builds with that too; and what the driver has for it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* May be left out. */
int LLVMFuzzerInitialize(int *count, char ***words);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

/* Changes the bytes somehow; their new number. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

/* An input that breaks what must hold ends all, as a sanitizer's report does. */
#define MUST(holds) ((holds) ? (void)0 : __builtin_trap())
