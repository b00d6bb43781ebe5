#include "runner/commands/help_text.h"
#include "runner/core/pictures/picture.h"

namespace runner {

std::string HelpText(const std::string& program) {
  const std::string indent(program.size() + 2, ' ');
  return "Answers with the model inside: files in, answers out. Nothing has to be installed.\n"
         "\n"
         "  " + program + "                       opens a page in the browser: drop files there and see the answers\n" +
         indent + " FILE...               answers each file; a folder stands for the files in it\n" +
         indent + " FILE... --json        the same, one JSON object per line\n" +
         indent + " FILE... --save DIR    pictures and masks as PNG files, too\n" +
         indent + " --tensor IN --output OUT.npz [--float]\n" +
         indent + "                       arrays exactly as they are, in and out; --float: as real numbers\n" +
         indent + " --preprocess IN --output OUT.npy\n" +
         indent + "                       writes the numbers that would go into the model\n" +
         indent + " --serve [--port P] [--no-browser]\n" +
         indent + "                       the page, at a fixed port, without opening the browser\n" +
         indent + " --info [--json]       what the model takes and gives\n" +
         indent + " --bench [N] [--json]  how fast it is over N runs (50), and with how many threads\n" +
         indent + " --self-test [--json]  checks that it answers here as when it was made\n" +
         indent + " --serve-pipe          answers frames on standard input, for other programs\n" +
         indent + " --version   --licenses   --help\n"
         "\n"
         "Files: arrays (npy, npz); where the model takes a picture, pictures\n"
         "(" + kPictureFormats + ");\n"
         "where it takes a sound, wav; where it takes a table row or numbers, csv with one sample per row.\n"
         "A .npz holds one array for each input, under the input's name.\n"
         "\n"
         "With any of them:\n"
         "  --threads N      number of threads (1)\n"
         "  --model FILE     another model.tflite    --contract FILE  another contract.toml\n"
         "  --runtime FILE   another runtime         --about FILE     another about.json\n"
         "  --licenses FILE  another licenses.txt    --               only files follow\n"
         "Without these, the files next to the program are used.\n"
         "\n"
         "Exit code 0: done. 1: some inputs failed, the others were answered. 2: wrong use.\n"
         "3: it cannot run here. Errors are on standard error: what happened, why, and what to do.\n";
}

}  // namespace runner
