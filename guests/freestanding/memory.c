/* The four functions that gcc expects of every environment. */
#include <stddef.h>
#include "memory.h"

void *memcpy(void *to, const void *from, size_t length)
{
	void *at = to;
	__asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(length) : : "memory");
	return to;
}

void *memset(void *to, int value, size_t length)
{
	void *at = to;
	__asm__ volatile("rep stosb" : "+D"(at), "+c"(length) : "a"(value) : "memory");
	return to;
}

void *memmove(void *to, const void *from, size_t length)
{
	if ((char *)to <= (const char *)from)
		return memcpy(to, from, length);
	for (size_t i = length; i-- > 0;)
		((char *)to)[i] = ((const char *)from)[i];
	return to;
}

int memcmp(const void *left, const void *right, size_t length)
{
	const unsigned char *a = left, *b = right;
	for (size_t i = 0; i < length; i++)
		if (a[i] != b[i])
			return a[i] - b[i];
	return 0;
}

size_t strlen(const char *text)
{
	size_t length = 0;
	while (text[length])
		length++;
	return length;
}
