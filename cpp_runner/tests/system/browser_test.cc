#include "runner/system/browser.h"

#include "check.h"

#ifndef _WIN32

using runner::BrowserEnvironment;
using Texts = std::vector<std::string>;

TEST(a_browser_gets_the_libraries_that_were_there_before_the_packers) {
  const char* const packed[] = {"A=1", "_PYI_ARCHIVE_FILE=/us", "LD_LIBRARY_PATH=/ours", "LD_LIBRARY_PATH_ORIG=/their/own",
                                "LIBPATH=/ours", "LIBPATHS=/kept", nullptr};
  CHECK_EQ(BrowserEnvironment(packed), (Texts{"A=1", "LD_LIBRARY_PATH=/their/own", "LIBPATHS=/kept"}));
}

TEST(without_a_packer_the_environment_is_handed_on) {
  const char* const own[] = {"LD_LIBRARY_PATH=/mine", "B", nullptr};
  CHECK_EQ(BrowserEnvironment(own), (Texts{"LD_LIBRARY_PATH=/mine", "B"}));
}

#endif
