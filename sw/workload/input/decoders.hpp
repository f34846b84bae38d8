#pragma once
// One decoder per way of storing a file.

#include <memory>

#include "sw/workload/input/byte_source.hpp"
#include "sw/workload/input/raw_file.hpp"

namespace vapa {

std::unique_ptr<Decoder> plain_decoder(std::unique_ptr<RawFile>);
std::unique_ptr<Decoder> gzip_decoder(std::unique_ptr<RawFile>);
std::unique_ptr<Decoder> xz_decoder(std::unique_ptr<RawFile>);
std::unique_ptr<Decoder> zstd_decoder(std::unique_ptr<RawFile>);

}  // namespace vapa
