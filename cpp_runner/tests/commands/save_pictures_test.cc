#include "runner/commands/save_pictures.h"

#include <filesystem>

#include "check.h"
#include "runner/system/file_io.h"

using namespace runner;
using runner_test::MakeTensor;

TEST(pictures_are_saved_beside_others_of_the_same_name) {
  const std::filesystem::path folder = "save_pictures_test.folder";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  Contract contract;
  contract.outputs.resize(2);
  contract.outputs[0].name = "scores";
  contract.outputs[1].name = "m/a:s";
  contract.outputs[1].kind = OutputKind::kMask;
  const Prediction prediction{{MakeTensor<float>(ElementType::kFloat32, {1}, {1.0f}),
                           MakeTensor<float>(ElementType::kFloat32, {1, 1, 2, 1}, {0.0f, 1.0f})}, 0.0, {}};
  const std::vector<TensorSpec> specs(2);
  const auto save = [&] { return MUST(SavePictures(folder.string(), "some/where.d/a.b.jpg", contract, prediction, specs, nullptr)); };
  CHECK_EQ(save(), (std::vector<std::string>{"", folder.string() + "/a.b.m_a_s.png"}));
  const std::string first = MUST(ReadFile(folder.string() + "/a.b.m_a_s.png"));
  CHECK_EQ(first.substr(1, 3), std::string("PNG"));
  CHECK_EQ(save()[1], folder.string() + "/a.b.m_a_s.2.png");
  CHECK_EQ(save()[1], folder.string() + "/a.b.m_a_s.3.png");
  CHECK_EQ(MUST(ReadFile(folder.string() + "/a.b.m_a_s.2.png")), first);
  std::filesystem::remove_all(folder);
}
