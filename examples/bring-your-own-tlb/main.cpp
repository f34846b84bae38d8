#include <memory>
#include <vapa/cosim_cli/cosim_main.hpp>

#include "adapter.hpp"

int main(int argc, char* argv[]) {
  return vapa::cosim::cosim_main(
      argc, argv,
      {{"simple", SimpleTlb::capabilities(), [] { return std::make_unique<SimpleTlb>(); }}});
}
