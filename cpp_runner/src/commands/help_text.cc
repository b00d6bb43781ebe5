#include "runner/commands/help_text.h"
#include "runner/core/pictures/picture.h"

namespace runner {

std::string HelpText(const std::string& program) {
  const std::string indent(program.size() + 2, ' ');
  return program + " answers files with the model inside it. Nothing has to be installed.\n"
         "\n"
         "  " + program + "                       opens a page in the browser: drop files there and see the answers\n" +
         indent + " FILE... | FOLDER      answers each file; a folder stands for the files in it, \"*.png\" for all\n" +
         indent + "                       that fit, - for what comes from standard input\n" +
         indent + "     --json            one JSON object per line instead of a table\n" +
         indent + "     --csv OUT         writes a table of all answers to the file OUT\n" +
         indent + "     --save DIR        saves the pictures and masks that the model gives in the folder DIR\n" +
         indent + " INPUT=FILE ...        a file for each of several inputs, by their names\n" +
         indent + " --seed N [--count K]  makes what takes noise, such as a new picture, with the seeds from N on\n" +
         indent + " --tensor IN --output OUT.npz [--float]\n" +
         indent + "                       exact arrays (.npy or .npz) in and out, nothing is prepared\n" +
         indent + " --preprocess IN --output OUT.npy\n" +
         indent + "                       writes the numbers that would go into the model\n" +
         indent + " --serve [FILE...] [--port P] [--no-browser]\n" +
         indent + "                       the page, with these files, at a fixed port, without opening the browser\n" +
         indent + " --info [--json]       what goes in, what comes out, what is inside\n" +
         indent + " --bench [N] [--json]  how fast it is here, over N runs (50), and with how many threads\n" +
         indent + " --self-test [--json]  checks that it answers as when it was made\n" +
         indent + " --serve-pipe [--model-elsewhere]\n" +
         indent + "                       answers frames on standard input, for other programs\n" +
         indent + " --version | --licenses | --help\n"
         "\n"
         "Files: pictures (" + kPictureFormats + "), WAV sounds, tables (.csv) or texts (.txt), whatever the model takes\n"
         "(--info tells); arrays (.npy, .npz) and numbers (.json) for any. What a file holds is told by its content. Several\n"
         "inputs: .npz or .json, by the inputs' names.\n"
         "\n"
         "With any of them:\n"
         "  --threads N      processor threads for the model (1; with --bench the fastest is found)\n"
         "  --model FILE     another model.tflite    --contract FILE  another contract.json\n"
         "  --runtime FILE   another runtime         --about FILE     another about.json\n"
         "  --licenses FILE  another licenses.txt    --               only files follow\n"
         "Without these, the files next to the program are used.\n"
         "\n"
         "Exit code 0: done. 1: some files failed, the others were answered. 2: wrong use. 3: it cannot run here, or there is\n"
         "no room for the answers. Errors tell what happened, why, and what to do.\n";
}

}  // namespace runner
