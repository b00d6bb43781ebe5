// Prints what Windows' own functions find in a program: version, icon and manifest. Linked without mingw's C library.
#include <windows.h>
#include <stdarg.h>
#include <stdio.h>

static char data[65536];

static void Print(const wchar_t* name, const wchar_t* value) {
  wchar_t line[600];
  char bytes[1800];
  lstrcpyW(line, name);
  lstrcatW(line, L" ");
  lstrcatW(line, value);
  lstrcatW(line, L"\n");
  const int count = WideCharToMultiByte(CP_UTF8, 0, line, -1, bytes, sizeof bytes, NULL, NULL) - 1;
  DWORD written = 0;
  WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), bytes, (DWORD)count, &written, NULL);
}

static void PrintText(const wchar_t* name) {
  wchar_t place[100];
  wchar_t* text = NULL;
  UINT length = 0;
  lstrcpyW(place, L"\\StringFileInfo\\040904b0\\");
  lstrcatW(place, name);
  Print(name, VerQueryValueW(data, place, (void**)&text, &length) ? text : L"missing");
}

void mainCRTStartup(void) {
  int count = 0;
  wchar_t** const arguments = CommandLineToArgvW(GetCommandLineW(), &count);
  wchar_t text[100];
  VS_FIXEDFILEINFO* fixed = NULL;
  UINT length = 0;
  if (count != 2 || !GetFileVersionInfoW(arguments[1], 0, sizeof data, data) || !VerQueryValueW(data, L"\\", (void**)&fixed, &length)) {
    ExitProcess(1);
  }
  wsprintfW(text, L"%u.%u.%u", HIWORD(fixed->dwFileVersionMS), LOWORD(fixed->dwFileVersionMS), HIWORD(fixed->dwFileVersionLS));
  Print(L"version", text);
  PrintText(L"FileDescription");
  PrintText(L"ProductVersion");
  PrintText(L"OriginalFilename");
  HICON large = NULL, small = NULL;
  wsprintfW(text, L"%u", ExtractIconExW(arguments[1], 0, &large, &small, 1) > 0 && large != NULL ? 1 : 0);
  Print(L"icons", text);
  const HMODULE program = LoadLibraryExW(arguments[1], NULL, LOAD_LIBRARY_AS_DATAFILE);
  const HRSRC manifest = FindResourceW(program, MAKEINTRESOURCEW(1), MAKEINTRESOURCEW(24));
  Print(L"manifest", manifest != NULL && SizeofResource(program, manifest) > 500 ? L"1" : L"0");
  ExitProcess(0);
}
